// Local is the whole system in one process: no account, no key, no other
// server. Its data lie in one folder; a restart, and a kill at any moment, lose
// nothing, timers included.
//
//	go run ./infra/local            serves on http://localhost:8080
//	go run ./infra/local -sample    serves, a shop's chats in it if there were none
//	go run ./infra/local -show      prints the newest chat and its card
//	go run ./infra/local -demo      plays chats, checks what comes out, and ends
//	go run ./infra/local -backup F  writes all data into a file, also while it runs
//	go run ./infra/local -check     reads all data and says what is damaged
//	go run ./infra/local -health    asks the one that runs whether it works
//	go run ./infra/local -help      lists what can be chosen
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/sufler/sufler/infra/demo"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	os.Exit(start(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// start does what main does, and answers with the exit code.
func start(ctx context.Context, args []string, env func(string) string, out, errs io.Writer) int {
	o, err := readOptions(args, env, errs)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	switch {
	case err != nil:
	case o.Demo:
		err = play(ctx, demo.File, demo.Chats, out, errs)
	case o.Show:
		err = show(ctx, o, out)
	case o.Backup != "":
		err = backup(ctx, o, out)
	case o.Health:
		err = health(ctx, o, out)
	case o.Check:
		err = check(ctx, o, out)
	default:
		err = serve(ctx, o, out, errs)
	}
	if err != nil {
		fmt.Fprintln(errs, "sufler:", err)
		return 1
	}
	return 0
}
