import { change } from "../api/http";
import type { Samples } from "../api/types";

/** Lets sample customers write, and answer, for some minutes. */
export async function startSamples(): Promise<Samples> {
  return change<Samples>("POST", "api/samples/customers");
}
