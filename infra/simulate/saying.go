package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// readSaying reads a line of a script. No Kind: nothing is said.
func readSaying(line string) (s parties.Saying, pause time.Duration, err error) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return parties.Saying{}, 0, nil
	}
	command, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	first, others, _ := strings.Cut(rest, " ")
	others = strings.TrimSpace(others)
	switch command {
	case "/wait":
		pause, err = time.ParseDuration(rest)
		return parties.Saying{}, pause, err
	case "/contact":
		s = parties.Saying{Kind: parties.Contact, Phone: first, Text: others}
	case "/button":
		s = parties.Saying{Kind: parties.Button, Payload: first, Text: others}
		if others == "" {
			s.Text = first
		}
	case "/edit":
		s = parties.Saying{Kind: parties.Edit, Text: rest}
	case "/photo", "/voice", "/delete":
		return parties.Saying{Kind: map[string]parties.Kind{"/photo": parties.Photo, "/voice": parties.Voice, "/delete": parties.Deletion}[command], Text: rest}, 0, nil
	case "/file":
		s = parties.Saying{Kind: parties.Document, Name: first, Text: others}
	case "/sticker":
		s = parties.Saying{Kind: parties.Sticker, Text: rest}
	case "/react":
		s = parties.Saying{Kind: parties.Reaction, Text: rest}
	case "/location":
		s = parties.Saying{Kind: parties.Location}
		var err1, err2 error
		s.Lat, err1 = strconv.ParseFloat(first, 64)
		s.Long, err2 = strconv.ParseFloat(others, 64)
		if err1 != nil || err2 != nil {
			return parties.Saying{}, 0, fmt.Errorf("%s: want two numbers, latitude and longitude", line)
		}
	default: // also /start and other commands of bots
		return parties.Saying{Kind: parties.Text, Text: line}, 0, nil
	}
	if rest == "" {
		return parties.Saying{}, 0, fmt.Errorf("%s: what?", command)
	}
	return s, 0, nil
}
