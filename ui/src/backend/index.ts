import { commands, events, type ErrorView } from "./bindings";

/** What a generated command gives. */
type Result<T, E> = { status: "ok"; data: T } | { status: "error"; error: E };

/** An error that Trilo's backend reported, with its code and facts. */
export class BackendError extends Error {
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.message);
    this.name = "BackendError";
    this.view = view;
  }
}

/** The error as the words know it; anything unforeseen becomes a defect of Trilo. */
export function errorView(error: unknown): ErrorView {
  if (error instanceof BackendError) return error.view;
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, details: {} };
}

type Command = (...args: never[]) => Promise<Result<unknown, ErrorView>>;
type Data<C extends Command> =
  Extract<Awaited<ReturnType<C>>, { status: "ok" }> extends { data: infer T } ? T : never;

function throwing<C extends Command>(command: C): (...args: Parameters<C>) => Promise<Data<C>> {
  return async (...args) => {
    const result = await command(...args);
    if (result.status === "error") throw new BackendError(result.error);
    return result.data as Data<C>;
  };
}

/** Asking; changes nothing. */
export const status = throwing(commands.status);
export const listRegistrations = throwing(commands.listRegistrations);
export const searchCatalogue = throwing(commands.searchCatalogue);
export const considerScopes = throwing(commands.considerScopes);
export const openedOperations = throwing(commands.openedOperations);
export const scopePage = throwing(commands.scopePage);
export const operationPage = throwing(commands.operationPage);
export const listPresets = throwing(commands.listPresets);
export const listAccounts = throwing(commands.listAccounts);
export const getAccount = throwing(commands.getAccount);
export const listSignIns = throwing(commands.listSignIns);
export const listAttempts = throwing(commands.listAttempts);
export const searchAttempts = throwing(commands.searchAttempts);
export const getAttempt = throwing(commands.getAttempt);
export const compareAttempts = throwing(commands.compareAttempts);
export const draftBundle = throwing(commands.draftBundle);
export const openBundle = throwing(commands.openBundle);
export const getSettings = throwing(commands.getSettings);
export const accountAvatars = throwing(commands.accountAvatars);
export const suggestBackupPath = throwing(commands.suggestBackupPath);
export const previewAuthorization = throwing(commands.previewAuthorization);
export const readAuthorizationUrl = throwing(commands.readAuthorizationUrl);
export const readAppConfig = throwing(commands.readAppConfig);
export const readSharedRegistration = throwing(commands.readSharedRegistration);
export const changedAppConfigs = throwing(commands.changedAppConfigs);
export const listOffers = throwing(commands.listOffers);
export const exportRegistration = throwing(commands.exportRegistration);

/** Changing what Trilo keeps, or the clipboard. */
export const addRegistration = throwing(commands.addRegistration);
export const updateRegistration = throwing(commands.updateRegistration);
export const deleteRegistration = throwing(commands.deleteRegistration);
export const duplicateRegistration = throwing(commands.duplicateRegistration);
export const moveRegistration = throwing(commands.moveRegistration);
export const checkOffConsoleSteps = throwing(commands.checkOffConsoleSteps);
export const importAppConfig = throwing(commands.importAppConfig);
export const discardAppConfig = throwing(commands.discardAppConfig);
export const dismissOffer = throwing(commands.dismissOffer);
export const markAccount = throwing(commands.markAccount);
export const setDefaultAccount = throwing(commands.setDefaultAccount);
export const retryKeyStore = throwing(commands.retryKeyStore);
export const keepInMemory = throwing(commands.keepInMemory);
export const noteActivity = throwing(commands.noteActivity);
export const lockVault = throwing(commands.lockVault);
export const useSystemKeyStore = throwing(commands.useSystemKeyStore);
export const moveToMemory = throwing(commands.moveToMemory);
export const rescueVault = throwing(commands.rescueVault);
export const importBackup = throwing(commands.importBackup);
export const discardBackupPreview = throwing(commands.discardBackupPreview);
export const storeInVault = throwing(commands.storeInVault);
export const updateSettings = throwing(commands.updateSettings);
export const copyText = throwing(commands.copyText);
export const copyToken = throwing(commands.copyToken);
export const openPage = throwing(commands.openPage);
export const openDocumentation = throwing(commands.openDocumentation);
export const registerDeepLink = throwing(commands.registerDeepLink);

/** What a passphrase goes to. */
export const unlockVault = throwing(commands.unlockVault);
export const usePassphrase = throwing(commands.usePassphrase);
export const rotateVaultKey = throwing(commands.rotateVaultKey);
export const exportBackup = throwing(commands.exportBackup);
export const writeBundle = throwing(commands.writeBundle);
export const previewBackup = throwing(commands.previewBackup);

/** Talking to Atlassian, the browser or the sandbox. */
export const checkCallback = throwing(commands.checkCallback);
export const startSandbox = throwing(commands.startSandbox);
export const stopSandbox = throwing(commands.stopSandbox);
export const startSignIn = throwing(commands.startSignIn);
export const cancelSignIn = throwing(commands.cancelSignIn);
export const openBrowserAgain = throwing(commands.openBrowserAgain);
export const copyAuthorizationUrl = throwing(commands.copyAuthorizationUrl);
export const pasteCallback = throwing(commands.pasteCallback);
export const refreshAccount = throwing(commands.refreshAccount);
export const signOut = throwing(commands.signOut);
export const reportPersonalData = throwing(commands.reportPersonalData);
export const cancelRefresh = throwing(commands.cancelRefresh);
export const dismissSignIn = throwing(commands.dismissSignIn);

/** The only answers with a secret in them. */
export const revealToken = throwing(commands.revealToken);
export const revealClientSecret = throwing(commands.revealClientSecret);

type Payload<K extends keyof typeof events> = Parameters<
  Parameters<(typeof events)[K]["listen"]>[0]
>[0]["payload"];

/** Calls back on each event of that name until the returned function is called. */
export function subscribe<K extends keyof typeof events>(
  name: K,
  callback: (payload: Payload<K>) => void,
): () => void {
  const listen = events[name].listen as (
    heard: (event: { payload: Payload<K> }) => void,
  ) => Promise<() => void>;
  const stopping = listen((event) => {
    callback(event.payload);
  });
  return () => {
    void stopping.then((stop) => {
      stop();
    });
  };
}

export type * from "./bindings";
