// Package transcript reads what was said in a call out of the files that people have:
// plain text, SubRip (srt), WebVTT and JSON, as Amazon Transcribe, Whisper and others
// write it. It makes no transcript, and keeps nothing.
//
// The work is linear in the file. What it can't read is an error, never a guess.
package transcript

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Said is what one speaker said in one go.
type Said struct {
	Speaker string // as the file has it; "": it tells none
	Text    string
}

// maxSaid is how many goes of a file are read; more are an error.
const maxSaid = 20_000

var (
	errEmpty  = errors.New("nothing is said in it")
	errUTF8   = errors.New("it is no text in Unicode (UTF-8)")
	errLength = errors.New("it is longer than any call")
)

// Read reads a file. What the same speaker says in a row is one.
func Read(file []byte) ([]Said, error) {
	text := strings.TrimPrefix(string(file), "\ufeff")
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, errUTF8
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var all []Said
	var err error
	switch trimmed := strings.TrimSpace(text); {
	case isJSON(trimmed):
		all, err = readJSON([]byte(trimmed))
	default:
		all = readLines(text)
	}
	if err != nil {
		return nil, err
	}
	if all = joined(all); len(all) == 0 {
		return nil, errEmpty
	}
	if len(all) > maxSaid {
		return nil, errLength
	}
	return all, nil
}

// isJSON tells JSON from a line that begins with a name in brackets.
func isJSON(text string) bool {
	rest, list := strings.CutPrefix(text, "[")
	rest = strings.TrimSpace(rest)
	return strings.HasPrefix(text, "{") || list && (rest == "" || strings.ContainsRune("{[]\"0123456789", rune(rest[0])))
}

// joined puts together what one speaker says in a row.
func joined(all []Said) []Said {
	var out []Said
	var parts []string
	end := func() {
		if n := len(out); n > 0 {
			out[n-1].Text, parts = strings.Join(parts, " "), nil
		}
	}
	for _, s := range all {
		if s.Text = strings.Join(strings.Fields(s.Text), " "); s.Text == "" {
			continue
		}
		if n := len(out); n == 0 || s.Speaker == "" || out[n-1].Speaker != s.Speaker {
			end()
			out = append(out, Said{Speaker: s.Speaker})
		}
		parts = append(parts, s.Text)
	}
	end()
	return out
}

// readLines reads text and subtitles: without the cues' numbers and times, and the
// head and notes of WebVTT.
func readLines(text string) []Said {
	var out []Said
	speaker, note := "", false
	lines := strings.Split(text, "\n")
	cues := strings.Contains(text, "-->")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		switch {
		case line == "":
			note = false
			if !cues {
				speaker = ""
			}
			continue
		case note || strings.Contains(line, "-->") || strings.Contains(next, "-->"): // a cue's name stands before its time
			continue
		case cues && (strings.HasPrefix(line, "WEBVTT") || strings.HasPrefix(line, "NOTE") || line == "STYLE" || line == "REGION"):
			note = true
			continue
		}
		who, said := spoken(line)
		if who != "" {
			speaker = who
		}
		out = append(out, Said{speaker, said})
	}
	return out
}

// maxSpeaker is how long a speaker's name is, in bytes.
const maxSpeaker = 40

// spoken takes who speaks off a line: "<v Ann>Hello", "Ann: hello", "[Ann] hello". What
// stands in the brackets of a subtitle's style is left out.
func spoken(line string) (who, said string) {
	if rest, ok := strings.CutPrefix(line, "<v"); ok {
		if name, said, ok := strings.Cut(rest, ">"); ok && len(name) <= maxSpeaker {
			_, name, _ = strings.Cut(name, " ") // a class may stand before it
			return strings.TrimSpace(name), unstyled(said)
		}
	}
	line = unstyled(line)
	if rest, ok := strings.CutPrefix(line, "["); ok {
		if name, said, ok := strings.Cut(rest, "]"); ok && len(name) <= maxSpeaker && strings.TrimSpace(said) != "" {
			return name, strings.TrimPrefix(strings.TrimSpace(said), ":")
		}
	}
	name, said, ok := strings.Cut(line, ":")
	if ok && name != "" && len(name) <= maxSpeaker && len(strings.Fields(name)) <= 3 && !strings.ContainsAny(name, ".?!,") && strings.HasPrefix(said, " ") {
		return name, said
	}
	return "", line
}

// unstyled is a line without tags.
func unstyled(line string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(line, "<")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, after, ok := strings.Cut(rest, ">")
		if !ok {
			b.WriteString("<" + rest)
			return b.String()
		}
		line = after
	}
}
