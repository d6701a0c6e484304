// @ts-check
// Sends the delivery under one key until the server has answered; what was sent is kept, so a
// reload or a dead battery cannot post it twice or change it half-way.

import { ApiError, post, tries } from "../../web/js/api.js";
import { deliveryBody } from "./draft.js";
import { mayPass } from "./waiting.js";

/**
 * @param {import("./draft.js").Draft} draft
 * @param {() => void} keep
 * @returns {Promise<any>} the posted delivery
 */
export async function postDelivery(draft, keep) {
  draft.sending = draft.sending ?? deliveryBody(draft);
  keep();
  try {
    draft.posted = await post("/receiving/deliveries", draft.sending, {
      key: draft.key, retry: tries(2), timeoutMs: 30_000,
    });
    Object.assign(draft, { sending: null, lines: [], history: [] });
    return draft.posted;
  } catch (error) {
    // A refusal wrote nothing: the delivery may be changed and sent anew. No answer: it may not.
    if (error instanceof ApiError && !mayPass(error)) draft.sending = null;
    throw error;
  }
}
