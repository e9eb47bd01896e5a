import { change, get } from "../api/http";
import type { Samples } from "../api/types";
import { type Language, loadPages } from "../text/texts";
import type { MenuItem } from "./Menu";
import { toast } from "./Toasts";

/** Lets sample customers write, and answer, for some minutes. */
export async function startSamples(): Promise<Samples> {
  return change<Samples>("POST", "api/samples/customers");
}

/** The item of the menu that lets sample customers write; null if this Parley has no sample customers. */
export async function samplesItem(language: Language): Promise<MenuItem | null> {
  const [told, t] = await Promise.all([get<Samples>("api/samples"), loadPages(language)]);
  if (!told.available) return null;
  return {
    label: t.letSamplesWrite,
    icon: "people",
    act: () =>
      void startSamples()
        .then(() => toast(t.samplesWrite))
        .catch((failure: Error) => toast(failure.message)),
  };
}
