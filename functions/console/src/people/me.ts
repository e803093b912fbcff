// Who is signed in, and what is theirs.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, asked, type Schemas } from "../api/client";

export const meQuery = { queryKey: ["me"], queryFn: () => asked(api.GET("/v1/me")), staleTime: 60_000 };

export const useMe = () => useQuery(meQuery);

// useSignOut ends the session; nothing that was shown or begun stays in the browser.
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => asked(api.DELETE("/v1/session")),
    onSettled: () => {
      queries.clear();
      sessionStorage.clear();
      location.assign("/");
    },
  });
}

export function useChangeMe() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: Schemas["ChangeMe"]) => asked(api.PATCH("/v1/me", { body: change })),
    onSuccess: (me) => queries.setQueryData(["me"], me),
  });
}

// useUnread is what they have not read of their chats.
export const useUnread = (operator: string | undefined) =>
  useQuery({ queryKey: ["unread"], queryFn: async () => (await asked(api.GET("/v1/me", { params: { query: { unread: true } } }))).unread ?? { count: 0 }, enabled: !!operator, staleTime: 15_000 });

// useStatus is whether the operator is given chats. A key that stands for nobody has none.
export function useStatus(operator: string | undefined) {
  return useQuery({ queryKey: ["me", "status"], queryFn: () => asked(api.GET("/v1/me/status")), enabled: !!operator, refetchInterval: 30_000 });
}

export function useSetStatus() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (status: "active" | "inactive") => asked(api.PUT("/v1/me/status", { body: { status } })),
    onSuccess: (workload) => queries.setQueryData(["me", "status"], workload),
    onSettled: () => queries.invalidateQueries({ queryKey: ["dialogs"] }),
  });
}
