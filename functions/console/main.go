// Console serves the operators' console and the website widget: files, and nothing
// else.
package main

import (
	"net/http"
	"os"

	"github.com/sufler/sufler/functions/console/dist"
	widget "github.com/sufler/sufler/functions/console/widget/dist"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/web/console"
)

func main() {
	env := boot.NewEnv()
	log := env.Log(os.Stdout)
	filesAt, liveAt := env.Text("FILES_AT"), env.TextOr("LIVE_AT", "")
	boot.Must(log, env.Err())
	mux := http.NewServeMux()
	mux.Handle("/", console.Console{Files: dist.Files, FilesAt: filesAt, LiveAt: liveAt}.Handler())
	onPages := console.Widget{Files: widget.Files, FilesAt: filesAt, LiveAt: liveAt}.Handler()
	mux.Handle("GET /widget.js", onPages)
	mux.Handle("GET /widget-test", onPages)
	boot.Serve(boot.HTTP{Handler: mux, Log: log})
}
