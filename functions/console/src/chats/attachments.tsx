// Files of a message. A picture is shown as a picture, sound and film by the
// browser's own players, a PDF, if one asks for it, by the browser's viewer, everything
// else is a file to fetch: nothing that a customer sends can run, since no form of it is
// opened as a page of ours.
import { Button, Text } from "@mantine/core";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { Icon } from "../shell/icons";
import { useLanguage, useWords, worded, type Language } from "../words/words";
import styles from "./attachments.module.css";
import { useDeed } from "../kit/data";
import { refetchFiles } from "./data";
import { localeOf } from "../kit/locale";

const Why = lazy(() => worded(import("../kit/why")).then((m) => ({ default: m.Why })));

type Attachment = Schemas["Attachment"];

export function Attachments({ dialog, seq, all }: { dialog: string; seq: number; all: Attachment[] }) {
  return <div className={styles.all}>{all.map((a, i) => <One key={i} dialog={dialog} seq={seq} a={a} />)}</div>;
}

// size is how large a file is, as people say it.
export function size(bytes: number, language: Language): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  return new Intl.NumberFormat(localeOf(language), { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: 1 }).format(bytes / 1000 ** step);
}

// Heard is what is said in a voice note, as a machine wrote it down, or why none did.
function Heard({ a }: { a: Attachment }) {
  const words = useWords();
  if (!a.transcript) return a.noTranscript ? <Text size="xs" c="var(--faint)">{words("attachment.noTranscript")} <Suspense><Why of="heard" code={a.noTranscriptCode} text={a.noTranscript} /></Suspense></Text> : null;
  return (
    <div className={styles.heard}>
      {a.transcribedBy && <Text size="xs" c="var(--faint)">{words("attachment.transcript", { by: a.transcribedBy })}</Text>}
      <Text size="sm" fs="italic" dir="auto">{a.transcript}</Text>
    </div>
  );
}

// asPlayed is what a file is shown as: what went out as a document, since its messenger
// has no sound or film of that form, is played all the same where the browser can.
export function asPlayed(a: Pick<Attachment, "kind" | "mime">, can: (mime: string) => boolean = canPlay): Attachment["kind"] {
  const of = /^(audio|video)\//.exec(a.mime ?? "")?.[1] as "audio" | "video" | undefined;
  return of && (a.kind === "document" || a.kind === "other") && can(a.mime ?? "") ? of : a.kind;
}

const canPlay = (mime: string) => !!document.createElement("video").canPlayType(mime);

function One({ dialog, seq, a }: { dialog: string; seq: number; a: Attachment }) {
  const words = useWords();
  const language = useLanguage();
  const again = useDeed(() => refetchFiles(dialog, seq));
  const [broken, setBroken] = useState(false);
  const name = a.name || words("attachment");
  const kind = useMemo(() => asPlayed(a), [a]);
  if (a.kind === "location") {
    const at = `${a.lat}, ${a.long}`;
    return <a href={`https://www.openstreetmap.org/?mlat=${Number(a.lat)}&mlon=${Number(a.long)}#map=16/${Number(a.lat)}/${Number(a.long)}`} target="_blank" rel="noopener noreferrer">{words("attachment.location")}: <bdi>{a.address || at}</bdi></a>;
  }
  if (a.kind === "contact") return <Text size="sm">{words("attachment.contact")}: <bdi>{a.name}</bdi>{a.name && a.phone && ", "}{a.phone}</Text>;
  if (!a.file)
    return (
      <div className={styles.file}>
        <Icon name="file" />
        <span><bdi>{name}</bdi><Text size="xs" c="var(--faint)">{a.missing ? words("attachment.missing") : words("attachment.coming")}</Text></span>
        {a.missing && <Button size="compact-xs" variant="light" loading={again.isPending} onClick={() => again.mutate(undefined)}>{words("attachment.again")}</Button>}
        <Heard a={a} />
      </div>
    );
  return (
    <figure className={styles.one}>
      {(a.kind === "photo" || a.kind === "sticker") && !broken && (
        <a href={a.file} target="_blank" rel="noopener noreferrer"><img className={styles.picture} src={a.file} alt={name} loading="lazy" onError={() => setBroken(true)} /></a>
      )}
      {(kind === "voice" || kind === "audio") && !broken && <audio className={styles.sound} controls preload="none" src={a.file} aria-label={name} onError={() => setBroken(true)} />}
      {kind === "video" && !broken && <video className={styles.picture} controls preload="none" src={a.file} aria-label={name} onError={() => setBroken(true)} />}
      <Heard a={a} />
      {(broken || !["photo", "sticker", "voice", "audio", "video"].includes(kind)) && (
        <a className={styles.file} href={a.file} target="_blank" rel="noopener noreferrer" download={name}>
          <Icon name="file" />
          <span><bdi>{name}</bdi>{!!a.size && <Text size="xs" c="var(--faint)">{size(a.size, language)}</Text>}</span>
        </a>
      )}
      {a.sheet && navigator.pdfViewerEnabled && <Sheet address={a.sheet} name={name} />}
    </figure>
  );
}

// Sheet shows a PDF once one asks for it, by the address that was good then: another
// would begin it anew.
function Sheet({ address, name }: { address: string; name: string }) {
  const words = useWords();
  const [shown, setShown] = useState<string>();
  return (
    <>
      <Button size="compact-xs" variant="light" ml="xs" aria-expanded={!!shown} aria-label={words(shown ? "attachment.sheet.hide" : "attachment.sheet", { name })} onClick={() => setShown(shown ? undefined : address)}>{words(shown ? "attachment.sheet.hide.short" : "attachment.sheet.short")}</Button>
      {shown && <iframe className={styles.sheet} src={shown} title={name} referrerPolicy="no-referrer" />}
    </>
  );
}
