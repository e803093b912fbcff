// Simulate is a customer of any channel who talks to a running Sufler, with that
// channel's real payloads and signatures. What the customer says is typed, or
// comes from a script; what Sufler answers is shown.
//
//	go run ./infra/simulate -channel web -config line.json
//	go run ./infra/simulate -channel telegram -config line.json -script chat.txt -listen 127.0.0.1:9090
//
// line.json is the line as it was given to the API, with its id; the web channel
// wants its publicKey and one of its origins. With -listen the simulator is the
// messenger's send API too: the line's option api_url must name that address,
// and Sufler must allow the host. Receipts go back as the messenger sends them.
//
// A script has one message a line; # begins a comment. Some lines do something:
//
//	/wait 2s                      nothing is said for a while
//	/contact +380671234567 Anna   the customer's own number
//	/location 50.4501 30.5234     a place
//	/button kg:3 3 kg             a pressed button: payload, then its words
//	/edit No, 4 kg                newer words for the last message
//	/photo Like this one          a picture, and words with it or none
//	/voice                        a voice note
//	/file plan.pdf Here it is     a document, and words with it or none
//	/sticker 👍                   a sticker
//	/react 👍                     a reaction to the last message
//	/delete                       the last message is taken back
//
// What a channel does not have, or does not tell bots, ends a script. The files
// are the simulator's own, and can be fetched with -listen.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "simulate:", err)
		os.Exit(1)
	}
}

// options are what was asked for.
type options struct {
	base, channel, config, name, user, script, listen string
	stay                                              time.Duration
}

func readOptions(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.base, "base", "http://localhost:8080", "where Sufler is")
	flags.StringVar(&o.channel, "channel", "", channel.Names())
	flags.StringVar(&o.config, "config", "", "file with the line, JSON")
	flags.StringVar(&o.name, "name", "Anna Sample", "the customer's name")
	flags.StringVar(&o.user, "user", "", "the customer's id on the channel (without it: one that looks real; the website gives its own)")
	flags.StringVar(&o.script, "script", "", "file with what the customer says (without it: what is typed)")
	flags.StringVar(&o.listen, "listen", "", "address to be the messenger's send API on")
	flags.DurationVar(&o.stay, "stay", 2*time.Second, "how long to wait for answers after the last line")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.channel == "" || o.config == "" {
		return o, fmt.Errorf("say which -channel, and give the line's file as -config; -help lists the rest: %w", desk.ErrInvalid)
	}
	return o, nil
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, errs io.Writer) error {
	o, err := readOptions(args, errs)
	if err != nil {
		return err
	}
	file, err := os.ReadFile(o.config)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	line, err := channel.ReadLine(desk.Channel(o.channel), file)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	from := stdin
	if o.script != "" {
		f, err := os.Open(o.script)
		if err != nil {
			return fmt.Errorf("script: %w", err)
		}
		defer f.Close()
		from = f
	}
	typed := isTerminal(from)
	c := newCustomer(o, line, stdout)
	ctx, end := context.WithCancel(ctx)
	defer end()
	if err := c.arrive(ctx, o.listen); err != nil {
		return err
	}
	if err := c.talk(ctx, from, typed); err != nil {
		return err
	}
	wait(ctx, o.stay)
	return nil
}

// arrive gets ready to hear answers.
func (c *customer) arrive(ctx context.Context, listen string) error {
	if c.line.Channel == desk.ChannelWeb {
		if err := c.begin(ctx); err != nil {
			return err
		}
		go c.poll(ctx)
		return nil
	}
	if listen == "" {
		return nil
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: c.api(ctx), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // nothing is left to say to the closing side
	go func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			c.print("! the send API ended: %v", err)
		}
	}()
	return nil
}

// isTerminal says whether a person types.
func isTerminal(from io.Reader) bool {
	f, ok := from.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// talk says every line. It stops at the first that did not get through, unless
// it is typed: then a slip is told, and the talk goes on.
func (c *customer) talk(ctx context.Context, from io.Reader, typed bool) error {
	lines := bufio.NewScanner(from)
	for lines.Scan() && ctx.Err() == nil {
		err := c.obey(ctx, lines.Text())
		if err != nil && !typed {
			return err
		}
		if err != nil {
			c.print("! %v", err)
		}
	}
	return lines.Err()
}

// obey does what one line of a script asks for.
func (c *customer) obey(ctx context.Context, text string) error {
	s, pause, err := readSaying(text)
	if err != nil {
		return err
	}
	if pause > 0 {
		wait(ctx, pause)
	}
	if s.Kind == "" {
		return nil
	}
	return c.say(ctx, s)
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
