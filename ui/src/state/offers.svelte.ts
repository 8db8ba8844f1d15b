import * as backend from "../backend";
import type { OfferView } from "../backend";
import { Loaded } from "./loaded.svelte";

/** What links and files from outside offer to add; each waits until the person has decided. */
export class Offers {
  list = new Loaded<OfferView[]>(backend.listOffers);

  /** The one that is asked about: the oldest. */
  get first(): OfferView | undefined {
    return this.list.value?.[0];
  }

  /** Takes an offer away, whatever was decided. */
  async dismiss(id: string): Promise<void> {
    await backend.dismissOffer(id);
    await this.list.load();
  }
}
