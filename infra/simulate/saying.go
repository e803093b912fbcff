package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// saying is one thing that the customer says or does.
type saying struct {
	kind    kind
	text    string
	payload string
	phone   string
	lat     float64
	long    float64
	name    string // of a document

	number int64 // unique, growing: the messenger's ids are made of it
	edits  int64 // the number of the message that an edit, a reaction or a deletion is of
	at     time.Time
}

type kind string

const (
	text     kind = "text"
	contact  kind = "contact"
	location kind = "location"
	button   kind = "button"
	edit     kind = "edit"
	photo    kind = "photo"
	voice    kind = "voice"
	sticker  kind = "sticker"
	document kind = "document"
	reaction kind = "reaction"
	deletion kind = "deletion"
)

// amends says whether a saying is about an earlier message.
func (k kind) amends() bool { return k == edit || k == reaction || k == deletion }

// readSaying reads a line of a script. No kind: nothing is said.
func readSaying(line string) (s saying, pause time.Duration, err error) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return saying{}, 0, nil
	}
	command, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	first, others, _ := strings.Cut(rest, " ")
	others = strings.TrimSpace(others)
	switch command {
	case "/wait":
		pause, err = time.ParseDuration(rest)
		return saying{}, pause, err
	case "/contact":
		s = saying{kind: contact, phone: first, text: others}
	case "/button":
		s = saying{kind: button, payload: first, text: others}
		if others == "" {
			s.text = first
		}
	case "/edit":
		s = saying{kind: edit, text: rest}
	case "/photo", "/voice", "/delete":
		return saying{kind: map[string]kind{"/photo": photo, "/voice": voice, "/delete": deletion}[command], text: rest}, 0, nil
	case "/file":
		s = saying{kind: document, name: first, text: others}
	case "/sticker":
		s = saying{kind: sticker, text: rest}
	case "/react":
		s = saying{kind: reaction, text: rest}
	case "/location":
		s = saying{kind: location}
		var err1, err2 error
		s.lat, err1 = strconv.ParseFloat(first, 64)
		s.long, err2 = strconv.ParseFloat(others, 64)
		if err1 != nil || err2 != nil {
			return saying{}, 0, fmt.Errorf("%s: want two numbers, latitude and longitude", line)
		}
	default: // also /start and other commands of bots
		return saying{kind: text, text: line}, 0, nil
	}
	if rest == "" {
		return saying{}, 0, fmt.Errorf("%s: what?", command)
	}
	return s, 0, nil
}
