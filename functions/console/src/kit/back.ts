// useBack gives the focus back to what had it, when a dialog that was drawn for a while
// is drawn no more: the library does so only for those that stay.
import { useEffect, useState } from "react";

export function useBack() {
  const [was] = useState(() => document.activeElement);
  useEffect(() => () => { if (was instanceof HTMLElement && was.isConnected) was.focus(); }, [was]);
}
