// What changes while somebody looks at it. Screens name what they show by query
// keys; this module alone knows how it is learned that one is out of date. Today it
// asks again; nothing else knows, or has to change when the server tells.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

const often = 2_500; // milliseconds
const live = ["dialogs", "dialog", "messages", "runs", "card"];

export function useLive() {
  const queries = useQueryClient();
  useEffect(() => {
    const ask = () => {
      if (document.visibilityState === "visible" && navigator.onLine) for (const key of live) void queries.invalidateQueries({ queryKey: [key] });
    };
    const clock = setInterval(ask, often);
    document.addEventListener("visibilitychange", ask);
    window.addEventListener("online", ask);
    return () => {
      clearInterval(clock);
      document.removeEventListener("visibilitychange", ask);
      window.removeEventListener("online", ask);
    };
  }, [queries]);
}
