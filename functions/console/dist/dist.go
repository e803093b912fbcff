// Package dist holds what Vite built out of functions/console: the files beside
// this one are written by `make console`, and a test holds them to the sources.
package dist

import "embed"

// Files are the console's page and what it needs.
//
//go:embed index.html* assets
var Files embed.FS
