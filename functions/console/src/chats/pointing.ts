// What points at a message from elsewhere: a value's proof lights up the message
// that it stands in, and a click goes there.
import { createContext, useContext } from "react";

export type Pointer = { lit: number | undefined; light: (seq: number | undefined) => void; goal: { seq: number } | undefined; goTo: (seq: number) => void };

const Context = createContext<Pointer>({ lit: undefined, light: () => {}, goal: undefined, goTo: () => {} });
export const Pointing = Context;
export const usePointer = () => useContext(Context);
