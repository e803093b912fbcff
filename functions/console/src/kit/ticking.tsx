// What a clock says, each second, without having anything drawn anew.
import { useCallback, useState, type HTMLAttributes } from "react";
import { lasted, useTicking } from "./time";

// Ticking shows what is said of the time; said is the same function as long as it says
// the same.
export function Ticking({ said, ...props }: HTMLAttributes<HTMLSpanElement> & { said: (now: number) => string }) {
  const at = useTicking(said);
  const [first] = useState(() => said(Date.now())); // React leaves alone what never changes
  return <span {...props} ref={at}>{first}</span>;
}

// Left is how long it is until a time, to the full second above. Who hears the screen is
// told by words beside it.
export function Left({ until, className }: { until: number; className?: string }) {
  const said = useCallback((now: number) => lasted(until - now + 999), [until]);
  return <Ticking said={said} className={className} aria-hidden />;
}
