// Package dist holds what Vite built out of functions/console/widget: the files beside
// this one are written by `make console`, and a test holds them to the sources.
package dist

import "embed"

// Files are the website widget: one script, and its smaller forms.
//
//go:embed widget.js*
var Files embed.FS
