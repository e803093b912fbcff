package transcript

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Bounds of an archive of transcripts.
const (
	maxCalls = 500
	maxFile  = 2 << 20
	maxBytes = 32 << 20 // of all files together
)

// ReadAll reads a transcript, or a zip archive of them: one of each call.
func ReadAll(file []byte) ([][]Said, error) {
	if !bytes.HasPrefix(file, []byte("PK\x03\x04")) {
		call, err := Read(file)
		return [][]Said{call}, err
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, errors.New("the archive can't be opened")
	}
	var calls [][]Said
	left := int64(maxBytes)
	for _, f := range z.File {
		if f.FileInfo().IsDir() || strings.HasPrefix(path.Base(f.Name), ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if len(calls) == maxCalls {
			return nil, fmt.Errorf("the archive has more than %d files", maxCalls)
		}
		b, err := unpacked(f, min(left, maxFile))
		if err != nil {
			return nil, fmt.Errorf("file %d of the archive: %w", len(calls)+1, err)
		}
		left -= int64(len(b))
		call, err := Read(b)
		if err != nil {
			return nil, fmt.Errorf("file %d of the archive: %w", len(calls)+1, err)
		}
		calls = append(calls, call)
	}
	if len(calls) == 0 {
		return nil, errEmpty
	}
	return calls, nil
}

// unpacked is a file of an archive, whatever the archive says of its size.
func unpacked(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, errors.New("it can't be opened")
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, errors.New("it is damaged")
	}
	if int64(len(b)) > most {
		return nil, errLength
	}
	return b, nil
}
