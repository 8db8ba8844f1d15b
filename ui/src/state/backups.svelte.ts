import * as backend from "../backend";
import type { BackupPreviewView } from "../backend";

type Written = Awaited<ReturnType<typeof backend.exportBackup>>;
type Imported = Awaited<ReturnType<typeof backend.importBackup>>;

/** Backups: files under a passphrase of their own. */
export class Backups {
  async suggestPath(): Promise<string> {
    return backend.suggestBackupPath();
  }

  async export(path: string, passphrase: string): Promise<Written> {
    return backend.exportBackup({ path, passphrase });
  }

  /** What importing a backup would do. */
  async preview(path: string, passphrase: string): Promise<BackupPreviewView> {
    return backend.previewBackup({ path, passphrase });
  }

  async import(id: string): Promise<Imported> {
    return backend.importBackup(id);
  }

  /** Lets go of what was read; what is gone already is let go of. */
  async discard(id: string): Promise<void> {
    await backend.discardBackupPreview(id).catch(() => undefined);
  }
}
