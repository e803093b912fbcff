package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// options are what the person who starts it may choose, by flag or environment.
type options struct {
	Addr   string
	Dir    string
	Public string
	Demo   bool
	Show   bool
	// Sample has a shop's chats played into a folder that holds none.
	Sample bool
	sample *sample // once it is open; nil: none is asked for
	Dialog string  // to show; "": the newest
	Backup string  // the file of a backup to make
	// Rebuild has lists made anew before it serves.
	Rebuild bool
	// Recount has figures made again before it serves.
	Recount bool
	Check   bool
	// Connection is a file that says which CRM to connect; "": none.
	Connection string
	Health     bool
	reading
	Hosts    []string // fakes on this machine that a line may name
	Proxies  web.Proxies
	Verbose  bool
	Token    string // of the Telegram bot; only from the environment
	Settings desk.Settings
}

// defaultModel is a small model that reads well; see infra/bench/README.md for what it costs.
const defaultModel = "anthropic.claude-haiku-5-5"

// Where it serves and keeps its data if nothing else is said.
const (
	defaultAddr = "localhost:8080"
	defaultBase = "http://" + defaultAddr
	defaultDir  = ".sufler"
)

// readOptions reads flags, and the environment where a flag is not given.
func readOptions(args []string, env func(string) string, usage io.Writer) (options, error) {
	or := func(name, fallback string) string {
		if v := env(name); v != "" {
			return v
		}
		return fallback
	}
	var o options
	var hosts, proxies string
	f := flag.NewFlagSet("sufler", flag.ContinueOnError)
	f.SetOutput(usage)
	f.StringVar(&o.Addr, "addr", or("SUFLER_ADDR", defaultAddr), "host:port to serve on; SUFLER_ADDR")
	f.StringVar(&o.Dir, "dir", or("SUFLER_DIR", defaultDir), "folder of the data; SUFLER_DIR")
	f.StringVar(&o.Public, "public-url", or("SUFLER_PUBLIC_URL", ""), "address under which messengers reach this server, like https://sufler.example: a line's webhook is registered there; SUFLER_PUBLIC_URL")
	f.BoolVar(&o.Demo, "demo", false, "play chats on a temporary folder, check what comes out, and end")
	f.BoolVar(&o.Show, "show", false, "print the newest chat of the system that runs with the same -addr and -dir, or the dialog named after the flags, its summary and its card, and end")
	f.BoolVar(&o.Sample, "sample", false, "if the folder holds no chat, play a shop's into it: dialogs in all states, cards, proposals, a knowledge base, teams; its messenger runs as long as this flag is given")
	f.StringVar(&o.Backup, "backup", "", "write all data into this file (tar, gzip), also while the system runs, and end")
	f.BoolVar(&o.Rebuild, "rebuild-lists", false, "make the lists of dialogs anew from the dialogs, then serve; harmless, and needed only where they were lost")
	f.BoolVar(&o.Recount, "rebuild-figures", false, "make the figures again from the dialogs, say how many of them were not counted as they are, then serve; harmless")
	f.BoolVar(&o.Check, "check", false, "read all data, also while the system runs, say what is damaged, and end")
	f.BoolVar(&o.Health, "health", false, "ask the system that runs with the same -addr whether it works, and end; 0: it does")
	f.StringVar(&hosts, "allow-hosts", or("SUFLER_ALLOW_HOSTS", ""), "hosts, by comma, that a line's option api_url and a connection's address may name though they are not public, for fakes of messengers and CRMs, or a CRM within your own network; SUFLER_ALLOW_HOSTS")
	f.StringVar(&proxies, "proxies", or("SUFLER_PROXIES", ""), "addresses or networks, by comma, of proxies in front of this server: only their X-Forwarded-For is believed, for limits by address; SUFLER_PROXIES")
	f.StringVar(&o.Connection, "connection", "", "connect the CRM that this JSON file describes, as POST /v1/connections takes it, with \"lines\": those whose customers live there (absent: all), and say what works")
	f.BoolVar(&o.Verbose, "v", false, "log every detail")
	bad := o.flags(f, or)
	f.Usage = func() {} // of one that is none its name is said, and not all that there are
	if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
		f.PrintDefaults()
		return o, err
	} else if err != nil {
		fmt.Fprintln(usage, "-help lists all flags.")
		return o, err
	}
	if bad != nil {
		return o, bad
	}
	if o.Show && f.NArg() == 1 {
		o.Dialog = f.Arg(0)
	} else if f.NArg() > 0 {
		return o, fmt.Errorf("%w: %q is no flag; -help lists them", desk.ErrInvalid, f.Arg(0))
	}
	if hosts != "" {
		o.Hosts = strings.Split(hosts, ",")
	}
	var err error
	if o.Proxies, err = web.ParseProxies(proxies); err != nil {
		return o, fmt.Errorf("-proxies: %w", err)
	}
	if u, err := url.Parse(o.Public); o.Public != "" && (err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "") {
		return o, fmt.Errorf("%w: -public-url %q is no address like https://sufler.example", desk.ErrInvalid, o.Public)
	}
	o.Token = env(botToken)
	o.Settings = firstSettings(env)
	return o, nil
}

// base is the address in links to ourselves: the public one, or this machine's.
func (o options) base() string {
	if o.Public != "" {
		return strings.TrimRight(o.Public, "/")
	}
	return guide{Addr: o.Addr}.address()
}

// firstSettings are the settings of a new folder, as this machine's own tell
// them: SUFLER_LANGUAGE, SUFLER_COUNTRY, SUFLER_CURRENCY and SUFLER_ZONE, else
// LANG and the machine's zone. Later they are changed by the API.
func firstSettings(env func(string) string) desk.Settings {
	s := desk.DefaultSettings()
	locale := env("LC_ALL")
	if locale == "" {
		locale = env("LANG")
	}
	name, _, _ := strings.Cut(locale, ".")
	if tag, err := language.Parse(name); err == nil {
		if base, sure := tag.Base(); sure >= language.High {
			s.Language = base.String()
		}
		if region, sure := tag.Region(); sure >= language.High && region.IsCountry() {
			s.Region = region.String()
		}
	}
	set(&s.Language, env("SUFLER_LANGUAGE"))
	set(&s.Region, env("SUFLER_COUNTRY"))
	if region, err := language.ParseRegion(s.Region); err == nil {
		if unit, ok := currency.FromRegion(region); ok {
			s.Currency = unit.String()
		}
	}
	set(&s.Currency, env("SUFLER_CURRENCY"))
	for _, zone := range []string{machineZone(), env("TZ"), env("SUFLER_ZONE")} {
		if _, err := time.LoadLocation(zone); err == nil && zone != "Local" {
			set(&s.Zone, zone)
		}
	}
	return s
}

func set(to *string, v string) {
	if v != "" {
		*to = v
	}
}

// machineZone is the name of the zone that the machine's clock shows, "" where
// the system does not tell.
func machineZone() string {
	target, err := filepath.EvalSymlinks("/etc/localtime")
	if err != nil {
		return ""
	}
	_, zone, ok := strings.Cut(filepath.ToSlash(target), "/zoneinfo/")
	if !ok {
		return ""
	}
	return zone
}
