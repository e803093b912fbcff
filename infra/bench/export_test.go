package main

import (
	"context"
	"io"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/tabular"
)

// BenchmarkExportOf100000 writes a workbook of 100,000 rows with all columns, piece by
// piece as a job does but for where they come from, and says how much memory lives at
// once at most: an export may take 128 MB (CL-14).
func BenchmarkExportOf100000(b *testing.B) {
	const rows, piece = 100_000, 1000
	took := 5 * time.Minute
	columns := make([]string, len(desk.ExportColumns()))
	for i, c := range desk.ExportColumns() {
		columns[i] = string(c)
	}
	var most uint64
	var now runtime.MemStats
	for b.Loop() {
		at := 0
		err := tabular.Writer{}.File(discard{}, desk.ExportXLSX, "Dialogs", columns, rows, func() ([]byte, error) {
			if at == rows {
				return nil, io.EOF
			}
			var of [][]desk.Cell
			for i := range piece {
				row := make([]desk.Cell, len(columns))
				for n := range row {
					row[n] = desk.TextCell("words of a customer, " + strconv.Itoa(i))
				}
				row[0].Link, row[1], row[16] = "https://sufler.example/app/chats/"+strconv.Itoa(at+i), desk.MomentCell(time.Unix(int64(at+i), 0), time.UTC), desk.DurationCell(&took)
				of = append(of, row)
			}
			at += piece
			if at%10_000 == 0 {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
			return tabular.Writer{}.Piece(desk.ExportXLSX, at-piece+1, of), context.Cause(b.Context())
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(most)/1e6, "MB-at-most")
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	if most > 128e6 {
		b.Errorf("it takes %d MB", most/1e6)
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
