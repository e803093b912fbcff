// What the settings read and set, by the API's operations.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answered, api, asked, once, type Schemas } from "../api/client";
import { useSay } from "../shell/said";

// useKept is a thing with the version that a change of it names.
export function useKept<T>(key: readonly unknown[], read: () => ReturnType<typeof answered<T>>) {
  return useQuery({ queryKey: ["set", ...key], queryFn: read, staleTime: 0, gcTime: 0 });
}

// useSet sets something; what shows of it is read again. Refusals stay with the form,
// unless there is none.
export function useSet<In, Out>(what: (input: In) => Promise<Out>, then?: (out: Out, input: In) => void, said = false) {
  const queries = useQueryClient();
  const say = useSay();
  return useMutation({
    mutationFn: what,
    onSuccess: then,
    ...(said && { onError: say.failed }),
    onSettled: () => Promise.all(["set", "settings", "lines", "targets", "fields", "pipelines"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}

const list = <T,>(key: string, read: () => Promise<{ items: T[] }>) => () => useQuery({ queryKey: ["set", key], queryFn: read });

export const useAllLines = list("lines", () => asked(api.GET("/v1/lines")));
export const useChannels = list("channels", () => asked(api.GET("/v1/channels")));
export const useTeams = list("teams", () => asked(api.GET("/v1/teams")));
export const useOperators = list("operators", () => asked(api.GET("/v1/operators")));
export const useConnections = list("connections", () => asked(api.GET("/v1/connections")));
export const useCRMs = list("crms", () => asked(api.GET("/v1/crms")));
export const useKeysOfAPI = list("keys", () => asked(api.GET("/v1/keys")));
export const useWebhooks = list("webhooks", () => asked(api.GET("/v1/webhooks")));

const version = (etag: string) => ({ "If-Match": etag });
const at = (id: string) => ({ path: { id } });

export const readLine = (id: string) => answered(api.GET("/v1/lines/{id}", { params: at(id) }));
export const makeLine = (body: Schemas["NewLine"]) => asked(api.POST("/v1/lines", { params: { header: once() }, body }));
export const changeLine = (id: string, etag: string, body: Schemas["LineSettings"]) => asked(api.PATCH("/v1/lines/{id}", { params: { ...at(id), header: version(etag) }, body }));
export const setUpLine = (id: string) => asked(api.POST("/v1/lines/{id}/setup", { params: { ...at(id), header: once() } }));
export const dropLine = (id: string) => asked(api.DELETE("/v1/lines/{id}", { params: at(id) }));

export const putTeam = (id: string, body: Schemas["ChangeTeam"]) => asked(api.PUT("/v1/teams/{id}", { params: at(id), body }));
export const makeTeam = (body: Schemas["NewTeam"]) => asked(api.POST("/v1/teams", { params: { header: once() }, body }));
export const dropTeam = (id: string) => asked(api.DELETE("/v1/teams/{id}", { params: at(id) }));

export const readOperator = (id: string) => answered(api.GET("/v1/operators/{id}", { params: at(id) }));
export const makeOperator = (body: Schemas["NewOperator"]) => asked(api.POST("/v1/operators", { params: { header: once() }, body }));
export const changeOperator = (id: string, etag: string, body: Schemas["ChangeOperator"]) => asked(api.PATCH("/v1/operators/{id}", { params: { ...at(id), header: version(etag) }, body }));
export const inviteAgain = (id: string) => asked(api.POST("/v1/operators/{id}/invitation", { params: { ...at(id), header: once() } }));

export const putField = (card: Schemas["Field"]["card"], name: string, body: Schemas["FieldSettings"], isNew: boolean) => asked(api.PUT("/v1/fields/{card}/{name}", { params: { path: { card, name }, header: onlyNew(isNew) }, body }));
export const dropField = (card: Schemas["Field"]["card"], name: string) => asked(api.DELETE("/v1/fields/{card}/{name}", { params: { path: { card, name } } }));
export const setFieldOf = (id: string, card: Schemas["Field"]["card"], name: string, body: Schemas["FieldUse"]) => asked(api.PUT("/v1/connections/{id}/fields/{card}/{name}", { params: { path: { id, card, name } }, body }));

export const unuseField = (id: string, card: Schemas["Field"]["card"], name: string) => asked(api.DELETE("/v1/connections/{id}/fields/{card}/{name}", { params: { path: { id, card, name } } }));

export const readSettings = () => answered(api.GET("/v1/settings"));
export const changeSettings = (etag: string, body: Schemas["ChangeSettings"]) => asked(api.PATCH("/v1/settings", { params: { header: version(etag) }, body }));

export const readConnection = (id: string) => answered(api.GET("/v1/connections/{id}", { params: at(id) }));
export const makeConnection = (body: Schemas["NewConnection"]) => asked(api.POST("/v1/connections", { params: { header: once() }, body }));
export const changeConnection = (id: string, etag: string, body: Schemas["ConnectionSettings"]) => asked(api.PATCH("/v1/connections/{id}", { params: { ...at(id), header: version(etag) }, body }));
export const checkConnection = (id: string) => asked(api.POST("/v1/connections/{id}/check", { params: { ...at(id), header: once() } }));
export const prepareConnection = (id: string) => asked(api.POST("/v1/connections/{id}/prepare", { params: { ...at(id), header: once() } }));
export const refreshConnection = (id: string) => asked(api.POST("/v1/connections/{id}/refresh", { params: { ...at(id), header: once() } }));
export const authorize = (id: string) => asked(api.POST("/v1/connections/{id}/authorize", { params: { ...at(id), header: once() } }));
export const dropConnection = (id: string) => asked(api.DELETE("/v1/connections/{id}", { params: at(id) }));

export const makeKey = (body: Schemas["NewKey"]) => asked(api.POST("/v1/keys", { params: { header: once() }, body }));
export const revokeKey = (id: string) => asked(api.DELETE("/v1/keys/{id}", { params: at(id) }));

export const readWebhook = (id: string) => answered(api.GET("/v1/webhooks/{id}", { params: at(id) }));
export const makeWebhook = (body: Schemas["NewEndpoint"]) => asked(api.POST("/v1/webhooks", { params: { header: once() }, body }));
export const changeWebhook = (id: string, etag: string, body: Schemas["EndpointSettings"]) => asked(api.PATCH("/v1/webhooks/{id}", { params: { ...at(id), header: version(etag) }, body }));
export const testWebhook = (id: string) => asked(api.POST("/v1/webhooks/{id}/test", { params: { ...at(id), header: once() } }));
export const rotateWebhook = (id: string) => asked(api.POST("/v1/webhooks/{id}/rotate", { params: { ...at(id), header: once() } }));
export const dropWebhook = (id: string) => asked(api.DELETE("/v1/webhooks/{id}", { params: at(id) }));

// onlyNew has what is to be made refused where something has its name already.
export const onlyNew = (isNew: boolean) => (isNew ? { "If-None-Match": "*" as const } : {});

// Cyrillic letters in Latin ones, in the order of the alphabet; marks above them fall away.
const cyrillic = new Map(
  "а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ _ ы y ь _ э e ю yu я ya є e і i ґ g"
    .split(" ").flatMap((letter, i, all) => (i % 2 ? [] : [[letter, all[i + 1] === "_" ? "" : all[i + 1]!] as const])),
);

// idFrom is a short name made of a title, for what is named in addresses: a letter first,
// and none of those that are taken.
export function idFrom(title: string, taken: string[], between: "-" | "_" = "-"): string {
  const latin = title.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/./gu, (letter) => cyrillic.get(letter) ?? letter);
  const words = latin.replace(/[^a-z0-9]+/g, " ").trim().replaceAll(" ", between).replace(/^(?=\d)/, `n${between}`);
  const plain = words.slice(0, 24).replace(/[-_]$/, "") || "new";
  for (let n = 1; ; n++) {
    const id = n === 1 ? plain : `${plain}${between}${n}`;
    if (!taken.includes(id)) return id;
  }
}

// randomWord is a secret that nobody has to think of.
export const randomWord = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), (b) => b.toString(16).padStart(2, "0")).join("");
