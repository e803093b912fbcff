// What is shown where: who is not signed in is asked to, and the first screen is
// that of chats.
import { MantineProvider, createTheme } from "@mantine/core";
import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Redirect, Route, Switch } from "wouter";
import { onSignedOut, Refused } from "../api/client";
import { ahead } from "../chats/data";
import { kindOf } from "../kit/data";
import { Waiting } from "../kit/screen";
import { meQuery, useMe } from "../people/me";
import { known, speak, Speaking, useLanguage, worded } from "../words/words";
import { Shell } from "./shell";
import { Said } from "./said";

const SignIn = lazy(() => import("../people/sign-in").then((m) => ({ default: m.SignIn })));
const Join = lazy(() => import("../people/join").then((m) => ({ default: m.Join })));
const Approvals = lazy(() => worded(import("../approvals/approvals")).then((m) => ({ default: m.Approvals })));
const CardPage = lazy(() => worded(import("../cards/card")).then((m) => ({ default: m.CardPage })));
const Contacts = lazy(() => worded(import("../contacts/contacts")).then((m) => ({ default: m.Contacts })));
const ContactPage = lazy(() => worded(import("../contacts/contact")).then((m) => ({ default: m.ContactPage })));
const MergePage = lazy(() => worded(import("../contacts/merge")).then((m) => ({ default: m.MergePage })));
const Knowledge = lazy(() => worded(import("../knowledge/knowledge")).then((m) => ({ default: m.Knowledge })));
const Conversations = lazy(() => worded(import("../conversations/conversations")).then((m) => ({ default: m.Conversations })));
const Deals = lazy(() => worded(import("../deals/deals")).then((m) => ({ default: m.Deals })));
const Statistics = lazy(() => worded(import("../statistics/statistics")).then((m) => ({ default: m.Statistics })));
const Settings = lazy(() => worded(import("../settings/settings")).then((m) => ({ default: m.Settings })));
const chats = () => import("../chats/chats").then((m) => ({ default: m.Chats }));
const LaterChats = lazy(chats);
let readyChats: typeof LaterChats | Awaited<ReturnType<typeof chats>>["default"] = LaterChats;

// listed is what has options: they scroll in the list itself, which the field points at.
const listed = { defaultProps: { withScrollArea: false }, styles: { options: { maxHeight: 250, overflowY: "auto" as const } } };

// Scroll is locked by no style of the library's, which the page would not allow; a menu has
// no element that can be reached and says nothing.
const theme = createTheme({
  cursorType: "pointer",
  components: { Modal: { defaultProps: { lockScroll: false } }, Drawer: { defaultProps: { lockScroll: false } }, Menu: { defaultProps: { withInitialFocusPlaceholder: false } }, Select: listed, MultiSelect: listed, TagsInput: listed, Autocomplete: listed },
});

const client = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: (failures, error) => failures < 3 && error instanceof Refused && (error.status === 0 || error.status >= 500) },
  },
});

// begin asks for what the first screen needs, all at once, before there is a word to
// show. React would hold a screen that comes later back for 300 ms, so that what is
// waited for does not flicker.
export async function begin() {
  if (location.pathname === "/join") return;
  const me = client.fetchQuery(meQuery);
  me.catch(() => undefined); // who shows something of it says why not
  if (!/^\/(app\/?|app\/chats.*)?$/.test(location.pathname)) return;
  ahead(client, me).catch(() => undefined);
  try {
    readyChats = (await chats()).default;
  } catch {
    // It is asked for once more where it is shown.
  }
}

function Chats({ dialog }: { dialog: string | undefined }) {
  const [Screen] = useState(() => readyChats);
  return <Screen dialog={dialog} />;
}

export function App() {
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <Speaking>
          <Said>
            <Suspense fallback={<Waiting />}>
              <Switch>
                <Route path="/join" component={Join} />
                <Route component={Inside} />
              </Switch>
            </Suspense>
          </Said>
        </Speaking>
      </MantineProvider>
    </QueryClientProvider>
  );
}

// Inside is the console of who is signed in; when the session ends, its place asks
// for a sign-in and comes back.
function Inside() {
  const queries = useQueryClient();
  const me = useMe();
  const language = useLanguage();
  const wasIn = useRef(false);
  const [ended, setEnded] = useState(false);
  useEffect(() => onSignedOut(() => void (queries.getQueryData(["me"]) && queries.resetQueries({ queryKey: ["me"] }))), [queries]);
  useEffect(() => {
    const own = known(me.data?.language);
    if (own && own !== language) void speak(own);
    // Only the account's own change of language counts; another is the operator's choice here.
  }, [me.data?.language]);
  useEffect(() => {
    if (me.data) wasIn.current = true;
    if (me.error) setEnded(wasIn.current);
  }, [me.data, me.error]);
  if (me.isPending) return <Waiting />;
  if (!me.data) return <SignIn ended={ended} failure={me.error} />;
  return (
    <Shell me={me.data}>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/app/chats/:dialog?">{({ dialog }) => <Chats dialog={dialog} />}</Route>
          <Route path="/app/conversations" component={Conversations} />
          <Route path="/app/cards/:ref">{({ ref }) => (kindOf(decodeURIComponent(ref)) === "contact" ? <Redirect to={`/app/contacts/${ref}`} replace /> : <CardPage key={ref} of={decodeURIComponent(ref)} />)}</Route>
          <Route path="/app/contacts" component={Contacts} />
          <Route path="/app/contacts/:ref">{({ ref }) => <ContactPage key={ref} of={decodeURIComponent(ref)} />}</Route>
          <Route path="/app/contacts/:ref/duplicates">{({ ref }) => <MergePage key={ref} of={decodeURIComponent(ref)} />}</Route>
          <Route path="/app/knowledge" component={Knowledge} />
          <Route path="/app/settings/:part?">{({ part }) => <Settings part={part} />}</Route>
          <Route path="/app/deals/:pipeline?">{({ pipeline }) => <Deals pipeline={pipeline && decodeURIComponent(pipeline)} />}</Route>
          <Route path="/app/statistics" component={Statistics} />
          <Route path="/app/approvals" component={Approvals} />
          <Route>
            <Redirect to="/app/chats" replace />
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}
