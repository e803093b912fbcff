// idle does something once the browser has nothing else to do, and within a second.
export const idle = (what: () => void) => void ("requestIdleCallback" in window ? requestIdleCallback(what, { timeout: 1_000 }) : setTimeout(what, 300));
