/** For how long a dialog that came by itself takes no yes, in milliseconds. */
const SETTLES = 600;

/**
 * False until a dialog that came by itself has been there for a moment: a press that was meant for something else must
 * not say yes. Called while a component is set up.
 */
export function settling(): { readonly settled: boolean } {
  let settled = $state(false);
  $effect(() => {
    const timer = setTimeout(() => (settled = true), SETTLES);
    return () => {
      clearTimeout(timer);
    };
  });
  return {
    get settled() {
      return settled;
    },
  };
}
