// Package replay records what a reader answered and answers the same again, so
// that a measurement with a model can be repeated for nothing, anywhere, with
// the same result.
//
// A main that measures uses it so:
//
//	-record FILE   r := &replay.Recorder{Reader: model, Out: file}
//	-replay FILE   r, err := replay.Load(file)
//
// and reads every chat with r in place of the model. A recording is JSON Lines,
// one reading a line, found again by a digest of what the reader was given
// (messages, fields, current values, locale) and of the prompt's version. A
// changed chat, field or prompt is not in it: Replayer answers ErrNotFound
// rather than something old.
//
// A recording holds quotes and values. Record chats that may be kept, or put
// reader.Masked around the Recorder: then it holds placeholders in their place,
// and around the Replayer the originals are put back.
package replay

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
)

// record is one line of a recording.
type record struct {
	Key     string       `json:"key"`
	Dialog  string       `json:"dialog"`
	Reading desk.Reading `json:"reading"`
	// Code and Text are a refusal's: refusing is an answer, too. Other errors
	// are not recorded.
	Code desk.Code `json:"code,omitempty"`
	Text string    `json:"text,omitempty"`
}

// Recorder reads with Reader and writes each answer to Out, one at a time.
type Recorder struct {
	Reader reader.Reader
	Out    io.Writer

	mu sync.Mutex
}

// Read implements the reader's port. A line that can't be written fails the
// reading: half a recording would be found out too late.
func (r *Recorder) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	out, err := r.Reader.Read(ctx, chat)
	var refusal *desk.Refusal
	if err != nil && !errors.As(err, &refusal) {
		return out, err
	}
	key, kerr := Key(chat)
	if kerr != nil {
		return out, kerr
	}
	rec := record{Key: key, Dialog: string(chat.Dialog), Reading: out}
	if refusal != nil {
		rec.Code, rec.Text = refusal.Code, refusal.Text
	}
	line, werr := json.Marshal(rec)
	if werr == nil {
		r.mu.Lock()
		_, werr = r.Out.Write(append(line, '\n'))
		r.mu.Unlock()
	}
	if werr != nil {
		return out, fmt.Errorf("record the reading of %s: %w", chat.Dialog, werr)
	}
	return out, err
}

// Replayer answers as a recording says. It may be used by several at once.
type Replayer struct {
	answers map[string]record
}

// Load reads a recording. Of two answers to the same chat the last one counts.
// ErrInvalid names the line that is none.
func Load(in io.Reader) (*Replayer, error) {
	r := &Replayer{answers: map[string]record{}}
	lines := bufio.NewReader(in)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var rec record
			if json.Unmarshal(line, &rec) != nil || rec.Key == "" {
				return nil, fmt.Errorf("%w: line %d of the recording is no reading", desk.ErrInvalid, n)
			}
			r.answers[rec.Key] = rec
		}
		if err == io.EOF {
			return r, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the recording: %w", err)
		}
	}
}

// Read implements the reader's port. ErrNotFound: the recording does not hold
// this chat with these fields and this prompt.
func (r *Replayer) Read(_ context.Context, chat desk.Chat) (desk.Reading, error) {
	key, err := Key(chat)
	if err != nil {
		return desk.Reading{}, err
	}
	rec, ok := r.answers[key]
	if !ok {
		return desk.Reading{}, fmt.Errorf("%w: the recording has no reading of %s as it is now", desk.ErrNotFound, chat.Dialog)
	}
	out := rec.Reading
	out.Findings = append([]desk.Finding(nil), out.Findings...)
	if rec.Code != "" {
		return out, desk.Refuse(rec.Code, rec.Text)
	}
	return out, nil
}

// Key is the digest of all that a reader is given.
func Key(chat desk.Chat) (string, error) {
	zone := ""
	if chat.Locale.Zone != nil {
		zone = chat.Locale.Zone.String()
	}
	type message struct {
		Seq    desk.Seq
		Author desk.Author
		At     int64
		Said   string
		Kinds  []desk.AttachmentKind
	}
	var messages []message
	for _, m := range chat.Messages {
		x := message{m.Seq, m.Author, m.At().UnixNano(), m.SpokenText(), nil}
		for _, a := range m.Attachments {
			x.Kinds = append(x.Kinds, a.Kind)
		}
		messages = append(messages, x)
	}
	b, err := json.Marshal([]any{reader.Version, chat.Dialog, messages, chat.Fields, chat.Current, chat.Locale.Language, zone, chat.Locale.Region, chat.Locale.Currency})
	if err != nil {
		return "", fmt.Errorf("%w: digest of chat %s: %w", desk.ErrInvalid, chat.Dialog, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16]), nil
}
