import { Badge, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, asked } from "../api/client";
import { useWords } from "../words/words";

export function Chats({ dialog }: { dialog: string | undefined }) {
  const words = useWords();
  const list = useQuery({ queryKey: ["dialogs"], queryFn: () => asked(api.GET("/v1/dialogs", { params: { query: { unread: true } } })) });
  return (
    <>
      <Title order={1} data-dialog={dialog}>{words("chats")}</Title>
      {list.data?.items.map((d) => <Badge key={d.id}>{words("unread", { n: d.unread?.count ?? 0 })}</Badge>)}
    </>
  );
}
