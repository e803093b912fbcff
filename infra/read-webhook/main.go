// Read-webhook says what a channel's plug makes of one request, as JSON. Nothing
// is stored and nobody is called. It is for finding out why a webhook did
// nothing:
//
//	go run ./infra/read-webhook -channel whatsapp -config line.json \
//	    -header 'X-Hub-Signature-256: sha256=…' < body.json
//	go run ./infra/read-webhook -channel whatsapp -config line.json \
//	    -query 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=…'
//
// A verification call's query may also stand on stdin. line.json holds the line
// as the API takes it ({"secrets":{…},"options":{…}}), or the secrets and options
// alone; -help lists them. A request that is not verified is read all
// the same, and "verified" is false: a running Sufler would have answered 401.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
)

func main() {
	err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "read-webhook:", err)
		os.Exit(2)
	}
}

// run reads one request. An error is about how it was asked; what is wrong with
// the request itself is in the output.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	o, err := readOptions(args, stderr)
	if err != nil {
		return err
	}
	var file []byte
	if o.config != "" {
		if file, err = os.ReadFile(o.config); err != nil {
			return fmt.Errorf("config: %w", err)
		}
	}
	line, err := channel.ReadLine(desk.Channel(o.channel), file)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	w, err := o.webhook(stdin)
	if err != nil {
		return err
	}
	e := json.NewEncoder(stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(read(channel.Plugs(nil)[line.Channel], line, w))
}

// options are what was asked for.
type options struct {
	channel, config, method, query string
	header                         map[string]string
}

func readOptions(args []string, stderr io.Writer) (options, error) {
	o := options{header: map[string]string{}}
	flags := flag.NewFlagSet("read-webhook", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Says what a channel's plug makes of one request, whose body is on stdin.")
		flags.PrintDefaults()
		describe(stderr)
	}
	flags.StringVar(&o.channel, "channel", "", channel.Names())
	flags.StringVar(&o.config, "config", "", "file with the line's secrets and options, JSON")
	flags.StringVar(&o.method, "method", "", "the request's method (without it: GET for a verification call, else POST)")
	flags.StringVar(&o.query, "query", "", "the request's query, as in an address: a=b&c=d")
	flags.Func("header", "a header of the request, 'Name: value'; may be repeated", func(s string) error {
		name, value, ok := strings.Cut(s, ":")
		if !ok {
			return errors.New("want 'Name: value'")
		}
		o.header[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
		return nil
	})
	return o, flags.Parse(args)
}

// webhook is the request, whose body is read from stdin unless it is a GET.
func (o options) webhook(stdin io.Reader) (desk.Webhook, error) {
	query, err := url.ParseQuery(strings.TrimPrefix(o.query, "?"))
	if err != nil {
		return desk.Webhook{}, fmt.Errorf("query: %w", err)
	}
	w := desk.Webhook{Method: strings.ToUpper(o.method), Query: query, Header: o.header}
	if w.Method == "" && query["hub.mode"] != nil {
		w.Method = http.MethodGet
	}
	if w.Method == http.MethodGet && o.query != "" {
		return w, nil
	}
	if w.Body, err = io.ReadAll(stdin); err != nil {
		return desk.Webhook{}, fmt.Errorf("body: %w", err)
	}
	if q, ok := verification(w.Body); ok && w.Method != http.MethodPost {
		w.Method, w.Query, w.Body = http.MethodGet, q, nil
	}
	if w.Method == "" {
		w.Method = http.MethodPost
	}
	return w, nil
}

// verification reads a body that is in truth the query of a verification call,
// or its whole address.
func verification(body []byte) (url.Values, bool) {
	s := strings.TrimSpace(string(body))
	if _, query, ok := strings.Cut(s, "?"); ok {
		s = query
	}
	q, err := url.ParseQuery(s)
	return q, err == nil && q.Get("hub.mode") != ""
}

// describe lists what each channel's line is made of.
func describe(w io.Writer) {
	fmt.Fprintln(w, "The file of -config holds these, * what the channel can't do without:")
	plugs := channel.Plugs(nil)
	for _, ch := range slices.Sorted(maps.Keys(plugs)) {
		fmt.Fprintf(w, "  %s\n", ch)
		for _, n := range plugs[ch].Needs() {
			mark := " "
			if n.Required {
				mark = "*"
			}
			fmt.Fprintf(w, "   %s %s: %s\n", mark, n.Name, n.Text)
		}
	}
}
