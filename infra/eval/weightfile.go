package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"os"

	"github.com/sufler/sufler/shared/reader/offline"
)

func weightsOf(sure []float64, choices [chosenFor][]float64) offline.Weights {
	return offline.Weights{Sure: sure, About: choices[0], Pick: [offline.Groups][]float64(choices[1 : 1+offline.Groups]), Text: choices[chosenFor-1]}
}

func writeWeights(path string, w offline.Weights) error {
	if path == "" {
		return errors.New("name the file to write")
	}
	var b bytes.Buffer
	b.WriteString("package offline\n\n// learned are the weights that chats are read by, written by go run ./infra/eval -train.\nvar learned = Weights{\nSure: []float64{\n")
	writeFloats(&b, w.Sure)
	b.WriteString("},\nAbout: []float64{\n")
	writeFloats(&b, w.About)
	b.WriteString("},\nFrom: []float64{\n")
	writeFloats(&b, w.From)
	b.WriteString("},\nPick: [Groups][]float64{\n")
	for _, g := range w.Pick {
		b.WriteString("{\n")
		writeFloats(&b, g)
		b.WriteString("},\n")
	}
	b.WriteString("},\nText: []float64{\n")
	writeFloats(&b, w.Text)
	b.WriteString("},\n}\n")
	source, err := format.Source(b.Bytes())
	if err != nil {
		return fmt.Errorf("write the weights: %w", err)
	}
	return os.WriteFile(path, source, 0o644) //nolint:gosec // source code
}

func writeFloats(b *bytes.Buffer, all []float64) {
	for i, x := range all {
		fmt.Fprintf(b, "%.4f,", x)
		if i%8 == 7 {
			b.WriteByte('\n')
		}
	}
	b.WriteByte('\n')
}
