// Console serves the operators' console: files, and nothing else.
package main

import (
	"os"

	"github.com/sufler/sufler/functions/console/dist"
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/web/console"
)

func main() {
	env := boot.NewEnv()
	log := env.Log(os.Stdout)
	served := console.Console{Files: dist.Files, FilesAt: env.Text("FILES_AT")}
	boot.Must(log, env.Err())
	boot.Serve(boot.HTTP{Handler: served.Handler(), Log: log})
}
