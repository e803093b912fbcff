// useBack gives the focus back to what had it, when a dialog that was drawn for a while
// is drawn no more: the library does so only for those that stay. A menu's item is gone
// by then: it is the menu's button that had it.
import { useEffect, useState } from "react";

export function useBack() {
  const [was] = useState(() => {
    const had = document.activeElement;
    const menu = had?.closest('[role="menu"]')?.getAttribute("aria-labelledby");
    return menu ? document.getElementById(menu) : had;
  });
  useEffect(() => () => { if (was instanceof HTMLElement && was.isConnected) was.focus(); }, [was]);
}
