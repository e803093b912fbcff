package transcript

import (
	"encoding/json"
	"errors"
	"strings"
)

// segment is a part of a transcript, by the names that programs give it.
type segment struct {
	Speaker  string `json:"speaker"`
	Label    string `json:"speaker_label"`
	Text     string `json:"text"`
	Script   string `json:"transcript"`
	Sentence string `json:"sentence"`
}

func (s segment) said() Said { return Said{s.Speaker + s.Label, s.Text + s.Script + s.Sentence} }

// transcribed is the result of an Amazon Transcribe job.
// https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html
type transcribed struct {
	Transcripts []segment `json:"transcripts"`
	Segments    []segment `json:"audio_segments"`
	Items       []struct {
		Type         string `json:"type"` // pronunciation or punctuation
		Speaker      string `json:"speaker_label"`
		Alternatives []struct {
			Content string `json:"content"`
		} `json:"alternatives"`
	} `json:"items"`
}

// file is a transcript as one object.
type file struct {
	Results    *transcribed `json:"results"`
	Segments   []segment    `json:"segments"` // Whisper
	Utterances []segment    `json:"utterances"`
	Messages   []segment    `json:"messages"`
	Text       string       `json:"text"`
}

var errJSON = errors.New("it is JSON, and no transcript: segments have text, and perhaps a speaker")

func readJSON(b []byte) ([]Said, error) {
	if b[0] == '[' {
		var all []segment
		if json.Unmarshal(b, &all) != nil {
			return nil, errJSON
		}
		return saidBy(all), nil
	}
	var f file
	if json.Unmarshal(b, &f) != nil {
		return nil, errJSON
	}
	switch {
	case f.Results != nil:
		return f.Results.said(), nil
	case len(f.Segments)+len(f.Utterances)+len(f.Messages) > 0:
		return saidBy(append(append(f.Segments, f.Utterances...), f.Messages...)), nil
	case f.Text != "":
		return []Said{{"", f.Text}}, nil
	}
	return nil, errJSON
}

func saidBy(all []segment) []Said {
	var out []Said
	for _, s := range all {
		out = append(out, s.said())
	}
	return out
}

// said is who said what, if the speakers were told apart; else all of it.
func (t transcribed) said() []Said {
	if len(t.Segments) > 0 && t.Segments[0].said().Speaker != "" {
		return saidBy(t.Segments)
	}
	var out []Said
	for _, it := range t.Items {
		if len(it.Alternatives) == 0 {
			continue
		}
		word := it.Alternatives[0].Content
		if n := len(out); n > 0 && it.Type == "punctuation" {
			out[n-1].Text += word
			continue
		}
		out = append(out, Said{strings.TrimSpace(it.Speaker), word})
	}
	if len(out) > 0 && out[0].Speaker != "" {
		return out
	}
	return saidBy(t.Transcripts)
}
