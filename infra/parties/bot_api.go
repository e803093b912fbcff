package parties

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// BotAPI stands in for Telegram's API of bots, for any number of them: it takes what
// they send and remembers it. A line's option api_url points to it.
// https://core.telegram.org/bots/api#making-requests
type BotAPI struct {
	// Photos are what people show, by their ids.
	Photos map[int64]string
	// Fail, if set, answers instead of the fake; false: go on as usual.
	Fail func(w http.ResponseWriter, method string) bool

	mu    sync.Mutex
	sent  []BotSent
	typed []int64 // the chats that were shown that somebody types
}

// BotSent is one message that a bot sent.
type BotSent struct {
	Bot    string // the token
	Chat   int64
	Text   string // or caption
	ID     int64
	Method string
	File   *File // nil: none
}

// ServeHTTP answers /bot{token}/{method}.
func (f *BotAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, file, ok := strings.Cut(r.URL.Path, "/files/"); ok {
		fmt.Fprint(w, "the bytes of "+file)
		return
	}
	bot, method, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	w.Header().Set("Content-Type", "application/json")
	if !ok {
		BotNo(w, http.StatusNotFound, "Not Found")
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Fail != nil && f.Fail(w, method) {
		return
	}
	c, err := ReadCall(r)
	if err != nil {
		BotNo(w, http.StatusBadRequest, "Bad Request: can't parse the request")
		return
	}
	f.answer(w, bot, method, c)
}

// answer does what a method is for; the lock is held.
func (f *BotAPI) answer(w http.ResponseWriter, bot, method string, c Call) {
	switch method {
	case "sendMessage", "sendPhoto", "sendDocument":
		s := BotSent{Bot: bot, Chat: c.number("chat_id"), Text: c.text("text") + c.text("caption"), ID: Number(len(f.sent)), Method: method, File: c.File}
		if s.File != nil {
			if why := s.File.refused(telegram{}.Takes()); why != "" {
				BotNo(w, http.StatusBadRequest, "Bad Request: "+why)
				return
			}
		}
		f.sent = append(f.sent, s)
		fmt.Fprintf(w, `{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"}}}`, s.ID, 1, s.Chat)
	case "sendChatAction":
		if c.text("action") == "typing" {
			f.typed = append(f.typed, c.number("chat_id"))
		}
		fmt.Fprint(w, `{"ok":true,"result":true}`)
	case "getUserProfilePhotos":
		photos := "[]"
		if p := f.Photos[c.number("user_id")]; p != "" {
			photos = fmt.Sprintf(`[[{"file_id":%q,"width":640}]]`, p)
		}
		fmt.Fprintf(w, `{"ok":true,"result":{"total_count":1,"photos":%s}}`, photos)
	case "getMe":
		fmt.Fprint(w, `{"ok":true,"result":{"id":123,"is_bot":true,"first_name":"Shop","username":"shop_bot"}}`)
	case "getFile":
		fmt.Fprintf(w, `{"ok":true,"result":{"file_id":%q,"file_path":%q}}`, c.text("file_id"), "files/"+c.text("file_id"))
	default:
		fmt.Fprint(w, `{"ok":true,"result":true}`)
	}
}

func (c Call) text(name string) string {
	s, _ := c.Body[name].(string)
	return s
}

// number is a whole number, 0 if it is none.
func (c Call) number(name string) int64 {
	switch v := c.Body[name].(type) {
	case float64:
		return int64(v)
	case string:
		n, _ := strconv.ParseInt(v, 10, 64)
		return n
	}
	return 0
}

// BotNo answers as the bots' API refuses.
func BotNo(w http.ResponseWriter, code int, description string) {
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

// All is everything that went out so far.
func (f *BotAPI) All() []BotSent {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]BotSent(nil), f.sent...)
}

// Typed is how often a chat was shown that somebody types.
func (f *BotAPI) Typed(chat int64) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.typed {
		if c == chat {
			n++
		}
	}
	return n
}

// Files are the files that went out so far to a chat, as "method name: bytes".
func (f *BotAPI) Files(chat int64) []string {
	var out []string
	for _, s := range f.All() {
		if s.Chat == chat && s.File != nil {
			out = append(out, s.Method+" "+s.File.Name+": "+s.File.Bytes)
		}
	}
	return out
}

// From is what a bot sent so far.
func (f *BotAPI) From(token string) []string {
	var out []string
	for _, s := range f.All() {
		if s.Bot == token {
			out = append(out, s.Text)
		}
	}
	return out
}

// Sent is what went out so far to a chat.
func (f *BotAPI) Sent(chat int64) []string {
	var out []string
	for _, s := range f.All() {
		if s.Chat == chat {
			out = append(out, s.Text)
		}
	}
	return out
}
