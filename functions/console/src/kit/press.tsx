// A button of which there are some in every chat. It looks like the library's, and is one
// element: a chat is drawn anew with each click, and all of it at once.
import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon } from "../shell/icons";
import styles from "./press.module.css";

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { icon?: Parameters<typeof Icon>[0]["name"]; look?: "main" | "large"; busy?: boolean; ref?: Ref<HTMLButtonElement> };

// Press is a button of words; it does nothing while it is busy.
export function Press({ icon, look, busy, disabled, children, className, ...props }: Props) {
  return (
    <button type="button" {...props} className={`${styles.press} ${className ?? ""}`} data-look={look} data-busy={busy || undefined} aria-busy={busy || undefined} disabled={disabled || busy}>
      {icon && <Icon name={icon} size={16} />}
      <span>{children}</span>
    </button>
  );
}

// Pick is a button that is a picture; its name is shown to who points at it.
export function Pick({ icon, label, on, className, ...props }: Omit<Props, "look" | "busy"> & { icon: Parameters<typeof Icon>[0]["name"]; label: string; on?: boolean }) {
  return <button type="button" title={label} {...props} className={`${styles.pick} ${className ?? ""}`} data-on={on || undefined} aria-label={label}><Icon name={icon} /></button>;
}
