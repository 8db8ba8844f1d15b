import type { AccountColour, AccountView, BackupPreviewView, StatusView } from "../src/backend/bindings";
import type { Answers, World } from "./backend";
import * as fixtures from "./fixtures";

type Vault = StatusView["vault"];

function moved(state: World, vault: Partial<Vault>): StatusView {
  return (state.status = { ...state.status, vault: { ...state.status.vault, error: null, ...vault } });
}

function refuse(code: string, details: Record<string, string> = {}): Promise<never> {
  return Promise.reject({ code, message: code, details });
}

/** Answers about the vault and what opens it. */
export function vaultAnswers(state: World): Answers {
  return {
    retry_key_store: () => moved(state, fixtures.status().vault),
    keep_in_memory: () => moved(state, { state: "memoryOnly", keyStore: "memory" }),
    move_to_memory: () => moved(state, { state: "memoryOnly", keyStore: "memory", exists: false }),
    unlock_vault: ({ passphrase }: { passphrase: string | null }) => {
      if (passphrase !== null && passphrase !== state.passphrase)
        return refuse(passphrase === "" ? "passphraseMissing" : "passphraseWrong");
      return moved(state, { state: "open" });
    },
    lock_vault: () => {
      moved(state, { state: "locked" });
      return null;
    },
    use_passphrase: ({ form }: { form: { current: string | null; passphrase: string } }) => {
      if (state.status.vault.keyStore === "passphrase" && form.current !== state.passphrase)
        return refuse("passphraseWrong");
      state.passphrase = form.passphrase;
      return moved(state, { state: "open", keyStore: "passphrase", exists: true });
    },
    use_system_key_store: () => moved(state, { keyStore: "system" }),
    rotate_vault_key: ({ form }: { form: { current: string | null } }) => {
      if (state.status.vault.keyStore === "passphrase" && form.current !== state.passphrase)
        return refuse("passphraseWrong");
      return state.status;
    },
    rescue_vault: () => {
      moved(state, { state: "open" });
      return {
        setAside: "/home/mira/.local/share/trilo/vault.damaged-2026-11-24.db",
        registrations: 2,
        accounts: 3,
        attempts: 41,
        lost: 1,
      };
    },
    note_activity: () => null,
  };
}

/** Answers about accounts. */
export function accountAnswers(state: World): Answers {
  return {
    account_avatars: ({ ids }: { ids: string[] }) =>
      ids.flatMap((id) => {
        const avatar = state.avatars[id];
        return avatar === undefined ? [] : [{ id, avatar }];
      }),
    mark_account: ({
      form,
    }: {
      form: { account: string; label: string | null; colour: AccountColour | null };
    }) => {
      const { account, label, colour } = form;
      state.accounts = state.accounts.map((one) => (one.id === account ? { ...one, label, colour } : one));
      return null;
    },
    set_default_account: ({ form }: { form: { registration: string; account: string | null } }) => {
      state.accounts = state.accounts.map((one) =>
        one.registration === form.registration ? { ...one, isDefault: one.id === form.account } : one,
      );
      return null;
    },
    sign_out: ({ form }: { form: { account: string; revoke: boolean } }) => {
      state.accounts = state.accounts.filter((one) => one.id !== form.account);
      const revocation = form.revoke ? state.revocation : "notAsked";
      const error =
        revocation === "failed"
          ? { code: "unreachable", message: "", details: { host: "auth.atlassian.com" } }
          : null;
      return { revocation, error };
    },
    report_personal_data: ({ account }: { account: string }): AccountView | null => {
      const known = state.details[account];
      if (!known?.personalData) return null;
      if (!state.reporting) return known;
      const personalData = {
        ...known.personalData,
        reportedAt: Date.now(),
        dueAt: Date.now() + known.personalData.cycleDays * 86_400_000,
        lastOutcome: "unchanged" as const,
        error: null,
      };
      return (state.details[account] = { ...known, personalData });
    },
  };
}

/** Answers about backups. */
export function backupAnswers(state: World): Answers {
  return {
    suggest_backup_path: () => "/home/mira/Documents/trilo-backup-2026-11-24.age",
    export_backup: ({ form }: { form: { path: string } }) => ({
      path: form.path,
      registrations: state.registrations.length,
      accounts: state.accounts.length,
      bytes: 18_400,
    }),
    preview_backup: ({ form }: { form: { path: string; passphrase: string } }) => {
      if (form.passphrase !== state.passphrase) return refuse("backupPassphraseWrong", { path: form.path });
      const preview: BackupPreviewView = {
        id: "preview-1",
        path: form.path,
        madeAt: Date.now() - 3 * 86_400_000,
        version: "0.1.0",
        items: state.backup,
      };
      return preview;
    },
    import_backup: () => {
      const count = (action: string) => state.backup.filter((item) => item.action === action).length;
      return { added: count("add"), replaced: count("replace"), skipped: count("skip"), failed: [] };
    },
    discard_backup_preview: () => null,
  };
}
