package limits

import (
	"context"
	"errors"
	"io"
	"sync"
)

// body is an answer's: the CRM has answered once it was read to its end, or as far as
// whoever called wanted. One that stalls or breaks off is a call without an answer, though
// it began with a 200.
type body struct {
	io.ReadCloser
	gate  *Gate
	ctx   context.Context // the call's, which its body is a part of
	probe bool
	once  sync.Once
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		b.end(nil)
	case err != nil:
		b.end(err)
	}
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	b.end(nil)
	return b.ReadCloser.Close()
}

func (b *body) end(err error) {
	b.once.Do(func() {
		if err == nil {
			b.gate.there(b.probe)
		} else { // whoever reads gets err itself; the circuit is for the next
			_ = b.gate.lost(b.ctx, err, b.probe)
		}
		b.gate.ended(b.ctx, b.probe)
	})
}
