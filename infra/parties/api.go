package parties

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/sufler/sufler/shared/desk"
)

// APIs stand in for the messengers' APIs, each below its channel's name: they let
// in who brings the line's token, call the webhook back where the messenger does,
// and remember what was sent. A line's option api_url points to one.
type APIs struct {
	mu      sync.Mutex
	persons map[desk.Channel]Person
	sent    map[desk.Channel][]string // bodies of send requests
	files   map[desk.Channel][]string // the files that were sent
	told    map[desk.Channel]string   // the webhook that the messenger was told
	wrong   []string
}

// NewAPIs know nobody yet.
func NewAPIs() *APIs {
	return &APIs{persons: map[desk.Channel]Person{}, sent: map[desk.Channel][]string{}, files: map[desk.Channel][]string{}, told: map[desk.Channel]string{}}
}

// Know makes a line's account, and who writes on it, known to their messenger.
func (f *APIs) Know(p Person) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.persons[p.Line.Channel] = p
}

// Told is the webhook that a messenger was told.
func (f *APIs) Told(ch desk.Channel) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.told[ch]
}

// Wrong is what messengers would not have accepted.
func (f *APIs) Wrong() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.wrong)
}

// Sent is what went out on a channel so far.
func (f *APIs) Sent(ch desk.Channel) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.sent[ch])
}

// Files are what the messenger has of the files that were sent on it.
func (f *APIs) Files(ch desk.Channel) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.files[ch])
}

func (f *APIs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, below, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	f.mu.Lock()
	p, known := f.persons[desk.Channel(name)]
	f.mu.Unlock()
	m, plays := Of(desk.Channel(name))
	r.URL.Path = "/" + below
	c, err := ReadCall(r)
	if err != nil || !known || !plays {
		http.Error(w, "{}", http.StatusBadRequest)
		return
	}
	if m.Token(r) != p.Line.Secrets["token"] {
		f.note("%s was called with another token", name)
		http.Error(w, "{}", http.StatusUnauthorized)
		return
	}
	f.registered(m, p, c)
	if c.File != nil {
		f.got(m, p, *c.File)
	}
	_, sends := m.Answers(p, c, 0)
	n := 0
	if sends {
		n = f.out(m, p, c)
	}
	answer, _ := m.Answers(p, c, Number(n))
	_ = WriteObj(w, answer) // the caller sees a broken answer
}

// Number is the messengers' number of the n-th message that was sent to a person.
func Number(n int) int64 { return 1_000_000 + int64(n) }

// registered notes and tries the address that a call registers.
func (f *APIs) registered(m Party, p Person, c Call) {
	address := m.Registers(c)
	if address == "" {
		return
	}
	f.mu.Lock()
	f.told[p.Line.Channel] = address
	f.mu.Unlock()
	if why := m.Checks(p, c, address); why != "" {
		f.note("%s: the webhook: %s", p.Line.Channel, why)
	}
}

// note remembers what a messenger would not have accepted.
func (f *APIs) note(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wrong = append(f.wrong, fmt.Sprintf(format, args...))
}

// out remembers a message, and gives its number.
func (f *APIs) out(m Party, p Person, c Call) int {
	f.fetch(m, p, c)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent[p.Line.Channel] = append(f.sent[p.Line.Channel], c.Raw)
	return len(f.sent[p.Line.Channel])
}

// got remembers a file that a messenger has, unless it would not take it.
func (f *APIs) got(m Party, p Person, file File) {
	if why := file.refused(m.Takes()); why != "" {
		f.note("%s: %s", p.Line.Channel, why)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[p.Line.Channel] = append(f.files[p.Line.Channel], file.Bytes)
}

// fetch fetches what a request only links to, as the messenger does.
func (f *APIs) fetch(m Party, p Person, c Call) {
	for _, link := range links(c.Body) {
		res, err := http.Get(link)
		if err != nil {
			f.note("%s could not fetch a file: %v", p.Line.Channel, err)
			continue
		}
		b, err := io.ReadAll(res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil || res.StatusCode != http.StatusOK {
			f.note("%s fetched a file: %d, %v", p.Line.Channel, res.StatusCode, err)
			continue
		}
		name := path.Base(res.Request.URL.Path)
		if path.Ext(name) == "" {
			f.note("%s: the address of a file must end as its type does: %s", p.Line.Channel, name)
		}
		f.got(m, p, File{Name: name, MIME: res.Header.Get("Content-Type"), Bytes: string(b)})
	}
}

// links are the addresses of files in a request.
func links(v any) (out []string) {
	switch v := v.(type) {
	case Obj:
		for name, x := range v {
			s, ok := x.(string)
			if ok && slices.Contains([]string{"url", "link", "media"}, name) && strings.Contains(s, "/files/") {
				out = append(out, s)
			}
			out = append(out, links(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, links(x)...)
		}
	}
	return out
}

// challenged asks whether an address is ours, as Meta does; "": it is.
func challenged(address, word string) string {
	const challenge = "1158201444"
	res, err := http.Get(address + "?hub.mode=subscribe&hub.challenge=" + challenge + "&hub.verify_token=" + word)
	if err != nil {
		return err.Error()
	}
	b, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil || string(b) != challenge {
		return fmt.Sprintf("%q to its challenge, %v", b, err)
	}
	return ""
}
