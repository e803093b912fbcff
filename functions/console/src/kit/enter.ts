// How a message is sent from the keyboard: by Enter, or by Ctrl+Enter (Cmd on a Mac). The
// choice is the person's, in this browser.
export type Sends = "enter" | "ctrl";

const key = "sufler.sends";

export const sends = (): Sends => (localStorage.getItem(key) === "ctrl" ? "ctrl" : "enter");
export const setSends = (how: Sends) => localStorage.setItem(key, how);

// sendsNow says whether a press of Enter sends.
export const sendsNow = (e: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }, how: Sends) => (how === "ctrl" ? e.ctrlKey || e.metaKey : !e.shiftKey);
