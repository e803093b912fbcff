package main

import (
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// guide tells whoever started the system what to do next.
type guide struct {
	Addr   string
	Dir    string
	Key    firstKey
	Site   desk.Line // on which the guide tries it; not active: it does not
	Bot    bool
	Reader string
	Public string // where messengers reach us; "": nowhere
}

// address is how a browser on this machine reaches us.
func (g guide) address() string {
	host, port, err := net.SplitHostPort(g.Addr)
	if err != nil {
		return "http://" + g.Addr
	}
	switch host {
	case "", "0.0.0.0", "::", "127.0.0.1", "::1":
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// open says whether it listens on more than one address of the machine.
func (g guide) open() bool {
	host, _, err := net.SplitHostPort(g.Addr)
	ip := net.ParseIP(host)
	return err == nil && (host == "" || ip != nil && ip.IsUnspecified())
}

// write writes the guide. What it shows can be pasted into a shell as it is.
func (g guide) write(w io.Writer) {
	file, err := filepath.Abs(filepath.Join(g.Dir, "admin-key"))
	if err != nil {
		file = filepath.Join(g.Dir, "admin-key")
	}
	base := g.address()
	fmt.Fprintf(w, "\nSufler listens on %s\n\n", base)
	if g.open() {
		fmt.Fprintf(w, "  It listens on every address of this machine: whoever reaches the machine reaches it, without TLS.\n  With -addr localhost:PORT only this machine does.\n\n")
	}
	line := func(what, format string, args ...any) {
		fmt.Fprintf(w, "  %-22s "+format+"\n", append([]any{what}, args...)...)
	}
	if g.Key.Code != "" {
		fmt.Fprintf(w, "  Begin here: open %s/join#%s\n  and set your name, e-mail and password. The link works once, within three days.\n\n", base, g.Key.Code)
	}
	line("Console", "%s/", base)
	line("Messengers, website", "connect them in the console: Settings, Lines")
	line("", "%s", reached(g.Public))
	line(botTells, "%s", botGuide(g.Bot))
	line("Chats are read by", "%s", readBy(g.Reader))
	line("API, and its pages", "%s/docs", base)
	switch {
	case g.Key.Wrong != "":
		line("Admin API key", "does not work. %s", g.Key.Wrong)
	case g.Key.Fresh:
		line("Admin API key", "%s", g.Key.Token)
		line("", "(for scripts; kept in %s)", file)
	default:
		line("Admin API key", "lies in %s", file)
	}
	line("Data", "%s", filepath.Dir(file))
	line("", "nothing in it is encrypted, lines' tokens neither; -backup FILE copies it")
	line("To stop", "Ctrl+C; it goes on from there at the next start")
	if g.Site.Active {
		fmt.Fprintf(w, "\nTo try it without a browser, paste this into another terminal. First, a customer writes on your website:\n\n%s", indent(g.write1(base, file)))
		fmt.Fprintf(w, "\nThen have the dialog read, wait half a minute until it is quiet, and see the card:\n\n%s", indent(g.write2(base)))
	}
	fmt.Fprintf(w, "\nTo see the newest chat and its card as people read them, in this folder: %s\n\n", g.show())
}

// reached says which messengers can reach us.
func reached(public string) string {
	if public != "" {
		return "their messages come to " + strings.TrimRight(public, "/")
	}
	return "nearly all messengers call this server, and need a public address: -public-url https://…"
}

// readBy says who reads, in words for somebody who has not chosen yet.
func readBy(reader string) string {
	if reader == "offline" {
		return "rules, on this machine (offline); a model does with -reader bedrock or openai"
	}
	return reader
}

// show is the command that shows what came of it.
func (g guide) show() string {
	var args []string
	if g.address() != defaultBase {
		args = append(args, "-addr "+g.Addr)
	}
	if g.Dir != defaultDir {
		args = append(args, "-dir "+g.Dir)
	}
	return called("show", args...)
}

func (g guide) write1(base, file string) string {
	origin := base
	if len(g.Site.Origins) > 0 {
		origin = g.Site.Origins[0]
	}
	return fmt.Sprintf(`KEY=$(cat '%s')
SITE=%s/web/%s
VISITOR=$(curl -s -X POST $SITE/session -H 'Origin: %s' | sed 's/.*"token":"\([^"]*\)".*/\1/')
say() { curl -s $SITE/messages -H 'Origin: %s' -H "Authorization: Bearer $VISITOR" -H 'Content-Type: application/json' -d "{\"id\":\"$1\",\"text\":\"$2\"}"; }
say 1 'Hello! My name is Anna Brown, I would like to order 3 office chairs.'
DIALOG=$(say 2 'Please call me at +1 415 555 2671, my e-mail is anna@example.com.' | sed 's/.*"dialog":"\([^"]*\)".*/\1/')
echo; echo "dialog $DIALOG"
`, file, base, g.Site.PublicKey, origin, origin)
}

func (g guide) write2(base string) string {
	return fmt.Sprintf(`RUN=$(curl -s -X POST %[1]s/v1/dialogs/$DIALOG/runs -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{}' | sed 's/.*"id":"\([^"]*\)".*/\1/')
sleep 32
curl -s %[1]s/v1/runs/$RUN -H "Authorization: Bearer $KEY"; echo
CARD=$(curl -s %[1]s/v1/dialogs/$DIALOG -H "Authorization: Bearer $KEY" | sed 's/.*"cards":\[{"card":"\([^"]*\)".*/\1/')
curl -s %[1]s/v1/cards/$CARD -H "Authorization: Bearer $KEY"; echo
`, base)
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n  ") + "\n"
}
