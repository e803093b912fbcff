package api

import (
	"embed"
	"net/http"
)

// docsFiles is the page that shows /openapi.json: ours, small, and without
// another server, so that it works on a machine without a network.
//
//go:embed docs
var docsFiles embed.FS

func serveDocs(mux *http.ServeMux) {
	for path, file := range map[string]string{
		"GET /docs": "docs/index.html", "GET /docs/docs.js": "docs/docs.js", "GET /docs/docs.css": "docs/docs.css",
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
			w.Header().Set("Referrer-Policy", "no-referrer")
			http.ServeFileFS(w, r, docsFiles, file)
		})
	}
}
