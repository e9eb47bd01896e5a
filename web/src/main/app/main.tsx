import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { BASE } from "./api/http";
import { App } from "./ui/App";
import "./ui/tokens.css";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Router base={BASE.replace(/\/$/, "")}>
        <App />
      </Router>
    </StrictMode>,
  );
}
