// A chat's summary, to be looked at beside something else.
import { useQuery } from "@tanstack/react-query";
import { api, asked } from "../api/client";
import { useWords } from "../words/words";
import { Told } from "./choice";
import { Popup } from "./popup";
import { Failed, Waiting } from "./screen";

// Summary is what the run made of its chat (SU-05).
export function Summary({ run: id, onClose }: { run: string; onClose: () => void }) {
  const words = useWords();
  const run = useQuery({ queryKey: ["runs", "one", id], queryFn: () => asked(api.GET("/v1/runs/{id}", { params: { path: { id } } })) });
  return (
    <Popup onClose={onClose} title={words("copilot.summary")}>
      {run.isPending && <Waiting />}
      {run.error && <Failed error={run.error} again={run.refetch} />}
      {run.data && (run.data.summary ? <Told text={run.data.summary} /> : <p>{words("approvals.unread")}</p>)}
    </Popup>
  );
}
