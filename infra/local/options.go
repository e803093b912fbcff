package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
)

// options are what the person who starts it may choose, by flag or environment.
type options struct {
	Addr   string
	Dir    string
	Public string
	Demo   bool
	Reader string
	Model  string
	// Profile and AWSRegion are Bedrock's: the inference profile's prefix, and
	// where to call.
	Profile, AWSRegion string
	Thinking           string
	Hosts              []string // fakes on this machine that a line may name
	Verbose            bool
	Token              string // of the Telegram bot; only from the environment
	Settings           desk.Settings
}

// defaultModel is a small model that reads well; see README for what it costs.
const defaultModel = "anthropic.claude-haiku-5-5"

// readOptions reads flags, and the environment where a flag is not given.
func readOptions(args []string, env func(string) string, usage io.Writer) (options, error) {
	or := func(name, fallback string) string {
		if v := env(name); v != "" {
			return v
		}
		return fallback
	}
	var o options
	var hosts string
	f := flag.NewFlagSet("sufler", flag.ContinueOnError)
	f.SetOutput(usage)
	f.StringVar(&o.Addr, "addr", or("SUFLER_ADDR", "localhost:8080"), "host:port to serve on; SUFLER_ADDR")
	f.StringVar(&o.Dir, "dir", or("SUFLER_DIR", ".sufler"), "folder of the data; SUFLER_DIR")
	f.StringVar(&o.Public, "public-url", or("SUFLER_PUBLIC_URL", ""), "address under which messengers reach this server, like https://sufler.example: a line's webhook is registered there; SUFLER_PUBLIC_URL")
	f.BoolVar(&o.Demo, "demo", false, "play chats on a temporary folder, check what comes out, and end")
	f.StringVar(&o.Reader, "reader", or("SUFLER_READER", "offline"), "who reads dialogs: offline, or bedrock (needs AWS credentials); SUFLER_READER")
	f.StringVar(&o.Model, "model", or("SUFLER_MODEL", defaultModel), "Bedrock's model; SUFLER_MODEL")
	f.StringVar(&o.Profile, "profile", or("SUFLER_PROFILE", "global"), "Bedrock's inference profile: global, us, eu, apac … or none; SUFLER_PROFILE")
	f.StringVar(&o.AWSRegion, "region", or("SUFLER_REGION", or("AWS_REGION", "us-east-1")), "AWS region of Bedrock; SUFLER_REGION, AWS_REGION")
	f.StringVar(&o.Thinking, "thinking", or("SUFLER_THINKING", "disabled"), "what the model is told about thinking: disabled, adaptive, or none for models that know neither; SUFLER_THINKING")
	f.StringVar(&hosts, "allow-hosts", or("SUFLER_ALLOW_HOSTS", ""), "hosts, by comma, that a line's option api_url may name, for fakes of messengers; SUFLER_ALLOW_HOSTS")
	f.BoolVar(&o.Verbose, "v", false, "log every detail")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("%w: %q is no flag; -help lists them", desk.ErrInvalid, f.Arg(0))
	}
	if hosts != "" {
		o.Hosts = strings.Split(hosts, ",")
	}
	if u, err := url.Parse(o.Public); o.Public != "" && (err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "") {
		return o, fmt.Errorf("%w: -public-url %q is no address like https://sufler.example", desk.ErrInvalid, o.Public)
	}
	if o.Profile == "none" {
		o.Profile = ""
	}
	o.Token = env("TELEGRAM_BOT_TOKEN")
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

// reader makes the reader that was chosen.
func (o options) reader(ctx context.Context) (flow.Reader, error) {
	switch o.Reader {
	case "offline":
		return reader.Careful{Reader: offline.Reader{}}, nil
	case "bedrock":
		aws, err := config.LoadDefaultConfig(ctx, config.WithRegion(o.AWSRegion))
		if err != nil {
			return nil, fmt.Errorf("AWS settings: %w", err)
		}
		if _, err := aws.Credentials.Retrieve(ctx); err != nil {
			return nil, errors.New("the reader bedrock needs AWS credentials and found none: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or start with -reader offline")
		}
		return &bedrock.Reader{
			Client: bedrockruntime.NewFromConfig(aws), Model: o.Model, Profile: o.Profile, Thinking: o.Thinking, Cache: true,
		}, nil
	}
	return nil, fmt.Errorf("%w: reader %q is none of offline, bedrock", desk.ErrInvalid, o.Reader)
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
