// A link of which there are many. Unlike the router's own it does not look at the
// address, so that it is not drawn anew with each other address.
import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { navigate, useLocationProperty } from "wouter/use-browser-location";

const follow = (e: MouseEvent<HTMLAnchorElement>) => {
  if (e.defaultPrevented || e.button !== 0 || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return;
  e.preventDefault();
  navigate(e.currentTarget.getAttribute("href") ?? "/");
};

export const To = (props: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; "data-row"?: boolean; "data-rest"?: boolean | undefined }) => <a {...props} onClick={follow} />;

// go goes to another address; who only goes is not drawn anew with each.
export const go = (to: string) => navigate(to);

// useAt is whether the page is at an address.
export const useAt = (path: string) => useLocationProperty(() => location.pathname === path, () => false);

// useScreen is which screen is shown, as in /app/chats.
export const useScreen = () => useLocationProperty(() => location.pathname.split("/", 3).join("/"), () => "");
