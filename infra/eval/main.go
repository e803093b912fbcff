// Eval is the judge of quality: it reads labelled chats from a JSONL file, has
// a reader read them, puts every finding through the checks of production
// (verbatim quote, who said it, the value proven by the quote) and writes what
// would have gone onto the cards, a line a chat.
//
//	go run ./infra/eval -in chats.jsonl -out predictions.jsonl
//	go run ./infra/eval -in chats.jsonl -out p.jsonl -reader bedrock -model … -record answers.jsonl
//	go run ./infra/eval -in chats.jsonl -out p.jsonl -replay answers.jsonl
//	go run ./infra/eval -in chats.jsonl -compare offline p.jsonl
//	go run ./infra/eval -in chats.jsonl -report page.md
//	go run ./infra/eval -in chats.jsonl -ceiling
//	go run ./infra/eval -causes chats.jsonl …
//	go run ./infra/eval -train shared/reader/offline/weights.go -unseen more.jsonl chats.jsonl more.jsonl …
//	go run ./infra/eval -from-store .sufler -out labelled.jsonl
//
// It asks a knowledge base questions, too, and says how many it answered rightly:
//
//	go run ./infra/eval -faq bank.jsonl -in questions.jsonl -out answers.jsonl
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

func main() {
	in := flag.String("in", "", "chats, JSON lines")
	out := flag.String("out", "", "predictions, JSON lines")
	var c choice
	flag.StringVar(&c.name, "reader", "offline", "offline, bedrock or openai")
	flag.StringVar(&c.model, "model", "", "the model, as Bedrock or the endpoint calls it")
	flag.StringVar(&c.profile, "profile", "", "prefix of its inference profile: global, us, eu …")
	flag.StringVar(&c.thinking, "thinking", "", "disabled or adaptive; empty: as the model likes")
	flag.BoolVar(&c.freeTool, "freetool", false, "ask for the tool instead of forcing it")
	flag.StringVar(&c.endpoint, "endpoint", "", "base URL of the openai reader, like http://localhost:11434/v1; its key: SUFLER_ENDPOINT_KEY")
	flag.BoolVar(&c.mask, "mask", false, "show the model placeholders for personal data; with -record the file holds them, too")
	flag.StringVar(&c.record, "record", "", "keep the reader's answers in this file")
	flag.StringVar(&c.replay, "replay", "", "take the answers from such a file instead of a reader: for nothing, and the same every time")
	compared := flag.Bool("compare", false, "compare two, field by field: files of predictions, or the names of readers")
	page := flag.String("report", "", "write one page for people, Markdown: figures with intervals, by type, language and field, and the worst chats; of -reader, or of the file of predictions that is named behind the flags")
	learn := flag.String("train", "", "find the weights by which the offline reader is sure, on the labelled chats of the files behind the flags, and write them into this file: shared/reader/offline/weights.go")
	unseen := flag.String("unseen", "", "with -train: those of the files, parted by commas, that the rules were not written for; what their word is worth is learned from them alone")
	top := flag.Bool("ceiling", false, "say how many of the labelled values the checks let through at all, and which they don't")
	why := flag.Bool("causes", false, "say why the offline reader misses, errs or fills, by type, on the labelled chats of the files behind the flags")
	list := flag.Bool("list", false, "with -causes: name each, with the words of its chat; with -train: each that is filled wrongly by weights that were found without its chat")
	from := flag.String("from-store", "", "write what people decided in this folder of infra/local's, stopped, as labelled chats; the file holds customers' words")
	bank := flag.String("faq", "", "ask this knowledge base, JSON lines, the questions of -in")
	share := flag.Float64("false-answers", 0.05, "with -faq: how many of the questions that no entry answers may get an answer")
	flag.Parse()
	c.key = os.Getenv("SUFLER_ENDPOINT_KEY")
	var err error
	switch ctx := context.Background(); {
	case *bank != "":
		err = evalFAQ(*bank, *in, *out, *share, os.Stderr)
	case *from != "":
		err = fromStore(ctx, *from, *out, os.Stderr)
	case *learn != "":
		err = train(ctx, *learn, strings.FieldsFunc(*unseen, func(r rune) bool { return r == ',' }), flag.Args(), *list, os.Stdout)
	case *why:
		err = causes(ctx, flag.Args(), *list, os.Stdout)
	case *top:
		err = ceiling(*in, os.Stdout)
	case *page != "":
		err = reportTo(ctx, *page, *in, cmp.Or(flag.Arg(0), c.name), c)
	case *compared:
		err = compare(ctx, *in, flag.Args(), c, os.Stdout)
	default:
		err = run(ctx, *in, *out, c, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, in, out string, c choice, progress io.Writer) (err error) {
	rd, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	records, err := chats.Read(in)
	if err != nil {
		return err
	}
	file, err := os.Create(out)
	if err != nil {
		return fmt.Errorf("write predictions: %w", err)
	}
	defer func() {
		if e := file.Close(); err == nil && e != nil {
			err = fmt.Errorf("write predictions: %w", e)
		}
	}()
	w := bufio.NewWriter(file)
	var t tally
	shown := time.Time{}
	for i, rec := range records {
		if err := predict(ctx, rd, rec, w, &t); err != nil {
			return fmt.Errorf("chat %s: %w", rec.ID, err)
		}
		if i+1 < len(records) && time.Since(shown) < time.Second {
			continue
		}
		shown = time.Now()
		fmt.Fprintf(progress, "\r%d/%d chats, %d values, %d refused, %s a chat ", i+1, len(records), t.values, t.refused, (t.reading / time.Duration(i+1)).Round(time.Microsecond))
	}
	fmt.Fprintf(progress, "\n%d tokens in, %d out, $%.4f, slowest chat %s\n", t.usage.InputTokens, t.usage.OutputTokens, float64(t.usage.MicroUSD)/1e6, t.slowest.Round(time.Microsecond))
	return w.Flush()
}

// tally is what the progress line shows.
type tally struct {
	reading, slowest time.Duration
	values, refused  int
	unsure           int // proposed, though the field is empty
	usage            desk.Usage
}

func predict(ctx context.Context, rd flow.Reader, rec chats.Chat, w io.Writer, t *tally) error {
	chat, err := rec.Desk()
	if err != nil {
		return err
	}
	began := time.Now()
	reading, err := rd.Read(ctx, chat)
	took := time.Since(began)
	t.reading += took
	t.slowest = max(t.slowest, took)
	t.usage.InputTokens += reading.Usage.InputTokens
	t.usage.OutputTokens += reading.Usage.OutputTokens
	t.usage.MicroUSD += reading.Usage.MicroUSD
	if err != nil {
		return err
	}
	p, err := predictionOf(rec, chat, reading, t)
	if err != nil {
		return err
	}
	return p.write(w)
}

// prediction is what of a reading would be written.
func predictionOf(c chats.Chat, chat desk.Chat, reading desk.Reading, t *tally) (prediction, error) {
	p := prediction{ID: c.ID, Fields: map[string]predicted{}}
	became := map[desk.FieldName]desk.Outcome{}
	for _, f := range reading.Findings {
		v, whole, err := copilot.Prove(chat, f, proof.Guard{Prover: value.Prover{}})
		if err != nil {
			t.refused++
			if _, ok := became[f.Field]; !ok {
				became[f.Field] = desk.Outcome{Field: f.Field, Kind: desk.OutcomeInvalid}
			}
			continue
		}
		if desk.Unsure(f.Confidence) && chat.Current[f.Field] == "" { // a person is asked first
			t.unsure++
			became[f.Field] = desk.Outcome{Field: f.Field, Kind: desk.OutcomeProposed, Value: v, Rule: whole.Rule}
			continue
		}
		became[f.Field] = desk.Outcome{Field: f.Field, Kind: desk.OutcomeFilled, Value: v, Rule: whole.Rule}
		t.values++
		if p.Fields[string(f.Field)], err = predictedOf(c, f, v); err != nil {
			return prediction{}, err
		}
	}
	p.Summary = reading.Checked(chat.Fields, slices.Collect(maps.Values(became)), chat.Locale.Language).Summary
	return p, nil
}
