import "@mantine/core/styles.css";
import "./shell/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, begin } from "./shell/app";
import { firstLanguage, speak } from "./words/words";

await Promise.all([speak(firstLanguage()), begin()]);
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
