package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// fakeTelegram stands in for api.telegram.org, for the demo and the tests: it
// takes what bots send and remembers it. A line's option api_url points to it.
// https://core.telegram.org/bots/api#making-requests
type fakeTelegram struct {
	mu   sync.Mutex
	sent []telegramSent
	// photos are what people show, by their ids.
	photos map[int64]string
	// fail, if set, answers instead of the fake; false: go on as usual.
	fail func(w http.ResponseWriter, method string) bool
}

// telegramSent is one message that a bot sent.
type telegramSent struct {
	Bot    string // the token
	Chat   int64
	Text   string // or caption
	ID     int64
	Method string
	File   *fakeFile // nil: none
}

// ServeHTTP answers /bot{token}/{method}.
func (f *fakeTelegram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, file, ok := strings.Cut(r.URL.Path, "/files/"); ok {
		fmt.Fprint(w, "the bytes of "+file)
		return
	}
	bot, method, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	w.Header().Set("Content-Type", "application/json")
	if !ok {
		telegramNo(w, http.StatusNotFound, "Not Found")
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil && f.fail(w, method) {
		return
	}
	in, err := readTelegram(r)
	if err != nil {
		telegramNo(w, http.StatusBadRequest, "Bad Request: can't parse the request")
		return
	}
	f.answer(w, bot, method, in)
}

// readTelegram reads a call: JSON, or a form with a file.
func readTelegram(r *http.Request) (in telegramCall, err error) {
	if !isForm(r) {
		return in, json.NewDecoder(r.Body).Decode(&in)
	}
	fields, file, err := readForm(r)
	if err != nil {
		return in, err
	}
	in.Chat, err = strconv.ParseInt(fields["chat_id"], 10, 64)
	in.Text, in.Sent = fields["caption"], file
	return in, err
}

// telegramCall is what the methods that the fake knows are given.
type telegramCall struct {
	Chat int64     `json:"chat_id"`
	Text string    `json:"text"`
	User int64     `json:"user_id"`
	File string    `json:"file_id"`
	Sent *fakeFile `json:"-"` // of a form
}

// answer does what a method is for; the lock is held.
func (f *fakeTelegram) answer(w http.ResponseWriter, bot, method string, in telegramCall) {
	switch method {
	case "sendMessage", "sendPhoto", "sendDocument":
		s := telegramSent{Bot: bot, Chat: in.Chat, Text: in.Text, ID: int64(1_000_000 + len(f.sent)), Method: method, File: in.Sent}
		if s.File != nil {
			if why := s.File.refused(telegramFiles); why != "" {
				telegramNo(w, http.StatusBadRequest, "Bad Request: "+why)
				return
			}
		}
		f.sent = append(f.sent, s)
		fmt.Fprintf(w, `{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"}}}`, s.ID, 1, s.Chat)
	case "getUserProfilePhotos":
		photos := "[]"
		if p := f.photos[in.User]; p != "" {
			photos = fmt.Sprintf(`[[{"file_id":%q,"width":640}]]`, p)
		}
		fmt.Fprintf(w, `{"ok":true,"result":{"total_count":1,"photos":%s}}`, photos)
	case "getFile":
		fmt.Fprintf(w, `{"ok":true,"result":{"file_id":%q,"file_path":%q}}`, in.File, "files/"+in.File)
	default:
		fmt.Fprint(w, `{"ok":true,"result":true}`)
	}
}

// telegramNo answers as Telegram refuses.
func telegramNo(w http.ResponseWriter, code int, description string) {
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"ok":false,"error_code":%d,"description":%q}`, code, description)
}

// Files are the files that went out so far to a chat, as "method name: bytes".
func (f *fakeTelegram) Files(chat int64) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, s := range f.sent {
		if s.Chat == chat && s.File != nil {
			out = append(out, s.Method+" "+s.File.Name+": "+s.File.Bytes)
		}
	}
	return out
}

// From is what a bot sent so far.
func (f *fakeTelegram) From(token string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, s := range f.sent {
		if s.Bot == token {
			out = append(out, s.Text)
		}
	}
	return out
}

// Sent is what went out so far to a chat.
func (f *fakeTelegram) Sent(chat int64) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, s := range f.sent {
		if s.Chat == chat {
			out = append(out, s.Text)
		}
	}
	return out
}
