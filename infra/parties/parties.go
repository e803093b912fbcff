// Package parties is the other side of every channel: what a messenger tells our
// webhook of what a person does, and what its API answers to what we send. The
// demo, the simulator, the benchmarks and the tests play with it, so that each
// messenger is faked once. A new channel gets a file here.
//
// What is sent is checked against what the messengers' own pages say: neither the
// plugs nor their traits are asked.
package parties

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Obj is a JSON object.
type Obj = map[string]any

// ErrNotThere says that a channel has no such thing, or does not tell bots of it.
var ErrNotThere = errors.New("the channel has no such thing")

// Person is somebody who writes on a line.
type Person struct {
	Line desk.Line
	User string // the id on the channel
	Name string
	// Language is what they use the messenger in, "": English.
	Language string
	Files    string // the address below which their files can be fetched
}

// names are the first and the last name.
func (p Person) names() (first, last string) {
	first, last, _ = strings.Cut(p.Name, " ")
	return first, last
}

// Party is one messenger's side.
type Party interface {
	// Sample is a line and the id of a person, as they look.
	Sample() (secrets, options map[string]string, user string)
	// Says is the webhook's body for what the person says or does.
	Says(p Person, s Saying) (Obj, error)
	// Answers is what the API answers to a call, and whether the call sends something
	// to the person; n will be its number.
	Answers(p Person, c Call, n int64) (answer Obj, sends bool)
	// Receipts tell that what was sent with number n arrived and was read; none: the
	// messenger tells nothing.
	Receipts(p Person, n int64, at time.Time) []Obj
	// Token is what a call to the API brings to be let in.
	Token(r *http.Request) string
	// Tells says whether the messenger must be told the webhook's address by a call.
	Tells() bool
	// Registers is the address that a call registers as the webhook, "": none.
	Registers(c Call) string
	// Checks is whether the address that was registered answers as it must; "": yes.
	Checks(p Person, c Call, address string) string
	// Form is what shows in a send request that buttons went out as the channel has
	// them.
	Form() string
	// Takes is what the API takes of files, by the field of a form, "" for what it
	// fetches.
	Takes() map[string]Limit
}

// Usual is the channel on which what could be said on any is said: chats of the
// demo, stories of the benchmarks.
const Usual = desk.ChannelTelegram

// Of is the messenger's side of a channel; false: there is none.
func Of(ch desk.Channel) (Party, bool) {
	m, ok := map[desk.Channel]Party{
		desk.ChannelTelegram: telegram{}, desk.ChannelWeb: website{}, desk.ChannelWhatsApp: whatsapp{},
		desk.ChannelMessenger: page{object: "page", account: "page_id"}, desk.ChannelInstagram: page{object: "instagram", account: "account_id"},
		desk.ChannelViber: viber{}, desk.ChannelManyChat: manychat{}, desk.ChannelSmartSender: smartsender{},
	}[ch]
	return m, ok
}

// Channels are those that a messenger stands behind, in the order of the demo.
func Channels() []desk.Channel {
	return []desk.Channel{
		desk.ChannelTelegram, desk.ChannelWhatsApp, desk.ChannelMessenger, desk.ChannelInstagram, desk.ChannelViber, desk.ChannelManyChat, desk.ChannelSmartSender,
	}
}

// Body is the body with which the person's messenger tells of a saying.
func (p Person) Body(s Saying) ([]byte, error) {
	m, ok := Of(p.Line.Channel)
	if !ok {
		return nil, fmt.Errorf("%w: nobody plays the channel %q", desk.ErrInvalid, p.Line.Channel)
	}
	body, err := m.Says(p, s)
	if err != nil {
		return nil, fmt.Errorf("%s on %s: %w", s.Kind, p.Line.Channel, err)
	}
	return json.Marshal(body)
}

// plain is what most messengers do.
type plain struct{}

func (plain) Receipts(Person, int64, time.Time) []Obj { return nil }
func (plain) Tells() bool                             { return false }
func (plain) Registers(Call) string                   { return "" }
func (plain) Checks(Person, Call, string) string      { return "" }
func (plain) Takes() map[string]Limit                 { return nil }
func (plain) Token(r *http.Request) string {
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

// sample are secrets of those names.
func sample(names ...string) map[string]string {
	m := map[string]string{}
	for _, n := range names {
		m[n] = "sample-" + n
	}
	return m
}
