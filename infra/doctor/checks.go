package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	light "github.com/sufler/sufler/shared/model/bedrock"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/dynamo"
	"github.com/sufler/sufler/shared/store/vault"
)

// patient is the stack that is looked at.
type patient struct {
	stack  stack
	cfg    aws.Config
	client *http.Client
}

// check looks at one thing: what is well, or an error that says what to do.
type check struct {
	what string
	do   func(ctx context.Context) (string, error)
}

func (p patient) checks() []check {
	return []check{
		{"deployment", p.deployed},
		{"API", p.reachable},
		{"webhooks", p.webhooks},
		{"first API key", p.firstKey},
		{"model", p.model},
		{"bot's models", p.botModels},
		{"quotas", p.quotas},
		{"lines", p.lines},
		{"CRM connections", p.connections},
		{"dead letters", p.deadLetters},
		{"closing steps", p.closing},
	}
}

func (p patient) deployed(context.Context) (string, error) {
	if !strings.HasSuffix(p.stack.Status, "_COMPLETE") || strings.Contains(p.stack.Status, "ROLLBACK") {
		return "", fmt.Errorf("the stack is %s: look at its events in CloudFormation, mend what failed, and run make deploy again", p.stack.Status)
	}
	return "complete", nil
}

func (p patient) get(ctx context.Context, path string) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.stack.Outputs["ApiUrl"]+path, nil)
	if err != nil {
		return 0, "", err
	}
	res, err := p.client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<16))
	return res.StatusCode, string(raw), err
}

func (p patient) reachable(ctx context.Context) (string, error) {
	status, _, err := p.get(ctx, "/v1/health")
	switch {
	case err != nil:
		return "", fmt.Errorf("%s can't be reached from here: %w", p.stack.Outputs["ApiUrl"], err)
	case status != http.StatusOK:
		return "", fmt.Errorf("%s/v1/health answers %d: look into the log group /sufler/%s/api", p.stack.Outputs["ApiUrl"], status, p.stack.Name)
	}
	return p.stack.Outputs["ApiUrl"] + " answers", nil
}

// webhooks asks for a line that is not there: the function's own 404 shows that
// messengers get as far as it, and that it reads its table.
func (p patient) webhooks(ctx context.Context) (string, error) {
	status, body, err := p.get(ctx, "/webhooks/any/doctor-asks-for-no-line")
	if err != nil {
		return "", err
	}
	if status != http.StatusNotFound || !strings.Contains(body, `"not_found"`) {
		return "", fmt.Errorf("the webhook function answers %d: look into the log group /sufler/%s/webhook", status, p.stack.Name)
	}
	return "reachable", nil
}

func (p patient) firstKey(ctx context.Context) (string, error) {
	name := "/" + p.stack.Name + "/first-key"
	_, err := ssm.NewFromConfig(p.cfg).GetParameter(ctx, &ssm.GetParameterInput{Name: &name})
	if err != nil {
		return "", fmt.Errorf("the parameter %s can't be read: open the API once, and wait a minute (%w)", name, err)
	}
	return "show it with: " + p.stack.Outputs["FirstKey"], nil
}

// model has one tiny reading made, as the function would.
func (p patient) model(ctx context.Context) (string, error) {
	set := p.stack.Parameters
	if set["Reader"] != "bedrock" {
		return "not used: dialogs are read by the built-in rules", nil
	}
	or := func(name string) string { // "none" leaves a setting out
		if set[name] == "none" {
			return ""
		}
		return set[name]
	}
	rd := &bedrock.Model{Client: bedrockruntime.NewFromConfig(p.cfg), ID: set["Model"], Profile: or("Profile"), Thinking: or("Thinking")}
	_, err := rd.Ask(ctx, reader.Prompt{System: "Call the tool.", User: "Nothing was said. Report an empty reading.", Tool: reader.ReportTool, MaxTokens: 256})
	if errors.Is(err, desk.ErrBusy) {
		return "", fmt.Errorf("%w. If it stays so, look at the quotas below", err)
	}
	if err != nil {
		return "", err
	}
	return set["Model"] + " answers through the profile " + set["Profile"], nil
}

// botModels asks the models that choose the bot's answers, as the functions would.
func (p patient) botModels(ctx context.Context) (string, error) {
	set := p.stack.Parameters
	if set["FaqEngine"] != light.Name {
		return "not asked: answers are found " + cmp.Or(set["FaqEngine"], "offline"), nil
	}
	c := answering.Choice{Engine: light.Name, Model: set["FaqModel"], Embedding: set["FaqEmbedding"], Profile: set["Profile"], Thinking: set["Thinking"]}
	models, err := c.Models(p.cfg, p.cfg.BaseEndpoint)
	if err != nil {
		return "", err
	}
	if models.Embedder != nil {
		if _, _, err := models.Embedder.Embed(ctx, []string{"Nothing"}, true); err != nil {
			return "", err
		}
	}
	_, err = models.Chooser.Choose(ctx, desk.FAQChoice{Question: "Nothing", Entries: []desk.FAQ{{Question: "Nothing?", Answers: []desk.FAQAnswer{{Text: "Nothing."}}}}})
	if err != nil {
		return "", err
	}
	return set["FaqModel"] + " answers", nil
}

// store is the stack's table, with the secrets that lie beside it.
func (p patient) store() store.Store {
	return store.Store{
		Engine: &dynamo.Engine{Client: dynamodb.NewFromConfig(p.cfg), Name: p.stack.Outputs["TableName"]}, Now: time.Now,
		Vault: &vault.Vault{Prefix: "/" + p.stack.Name + "/lines/", Parameters: vault.NewClient(p.cfg, p.cfg.BaseEndpoint)},
	}
}

// lines checks each active line's settings, and has its messenger call this
// stack; where a messenger has no call for that, its token is tried.
func (p patient) lines(ctx context.Context) (string, error) {
	lines, err := p.store().Lines(ctx)
	if err != nil {
		return "", fmt.Errorf("the table can't be read: %w", err)
	}
	plugs := channel.Plugs(p.client)
	var wrong []error
	active := 0
	for _, l := range lines {
		plug, known := plugs[l.Channel]
		if !l.Active || !known {
			continue
		}
		active++
		err := channel.CheckLine(plug, l)
		if err == nil {
			err = plug.Setup(ctx, l, p.stack.Outputs["ApiUrl"]+"/webhooks/"+string(l.Channel)+"/"+string(l.ID))
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %s (%s): %w", l.ID, l.Channel, err))
		}
	}
	switch {
	case len(wrong) > 0:
		return "", errors.Join(wrong...)
	case active == 0:
		return "", errors.New("none is active: connect one with POST /v1/lines")
	}
	return fmt.Sprintf("%d active, their tokens are valid", active), nil
}

// connections tries each connected CRM, and says in words what does not work, and of which no
// field is filled.
func (p patient) connections(ctx context.Context) (string, error) {
	st := p.store()
	return connected(ctx, st, connecting.NewKinds(nil, 1, time.Now).Granting(st))
}

// connected is what is to be said of the connections of a store, tried as those kinds.
func connected(ctx context.Context, st store.Store, kinds connecting.Kinds) (string, error) {
	all, err := st.Connections(ctx)
	if err != nil {
		return "", fmt.Errorf("the table can't be read: %w", err)
	}
	each := make([][]error, len(all))
	var wg sync.WaitGroup
	for i, named := range all { // at once: one that stalls takes the time of no other
		wg.Go(func() {
			c, err := st.Connection(ctx, named.ID)
			if err != nil {
				each[i] = []error{fmt.Errorf("%s: its secrets can't be read: %w", named.ID, err)}
				return
			}
			tried, _ := kinds.Try(ctx, c)
			each[i] = ailing(c, tried)
		})
	}
	wg.Wait()
	wrong := slices.Concat(each...)
	switch {
	case len(wrong) > 0:
		return "", errors.Join(wrong...)
	case len(all) == 0:
		return "none: cards are in the built-in CRM", nil
	}
	return fmt.Sprintf("%d, each lets us in", len(all)), nil
}

// ailing is what does not work of what was tried with a connection, and that nothing is
// filled in it.
func ailing(c desk.Connection, tried []desk.Checked) (wrong []error) {
	for _, t := range desk.Shortly(append(tried, c.Filling())) {
		if !t.OK {
			wrong = append(wrong, fmt.Errorf("%s (%s), %s: %s", c.ID, c.Kind, t.What, t.Text))
		}
	}
	return wrong
}

func (p patient) deadLetters(ctx context.Context) (string, error) {
	client := sqs.NewFromConfig(p.cfg)
	var wrong []error
	for _, q := range []string{"quiet", "outbox"} {
		name := p.stack.Name + "-" + q + "-dead"
		at, err := client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name})
		if err != nil {
			return "", fmt.Errorf("queue %s: %w", name, err)
		}
		got, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
			QueueUrl: at.QueueUrl, AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameApproximateNumberOfMessages},
		})
		if err != nil {
			return "", fmt.Errorf("queue %s: %w", name, err)
		}
		if n := got.Attributes["ApproximateNumberOfMessages"]; n != "0" {
			wrong = append(wrong, fmt.Errorf("%s messages lie in %s: look at the function's log, mend the cause, then start a redrive in the SQS console", n, name))
		}
	}
	if bucket := p.stack.Outputs["LettersBucket"]; bucket != "" {
		got, err := objects(p.cfg).ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket})
		if err != nil {
			return "", fmt.Errorf("bucket %s: %w", bucket, err)
		}
		if n := len(got.Contents); n > 0 {
			wrong = append(wrong, fmt.Errorf("%d letters of the stream lie in %s: look for \"what the stream gave up\" in the log of the function jobs, and mend the cause: it takes them over every minute", n, bucket))
		}
	}
	return "none", errors.Join(wrong...)
}

func (p patient) closing(ctx context.Context) (string, error) {
	got, err := sfn.NewFromConfig(p.cfg).ListExecutions(ctx, &sfn.ListExecutionsInput{
		StateMachineArn: aws.String(p.stack.Outputs["ClosingArn"]), StatusFilter: sfntypes.ExecutionStatusFailed, MaxResults: 10,
	})
	if err != nil {
		return "", fmt.Errorf("the state machine can't be asked: %w", err)
	}
	if n := len(got.Executions); n > 0 {
		return "", fmt.Errorf("%d of the last failed, %s among them: look at its history in Step Functions; its dialog stays open", n, aws.ToString(got.Executions[0].Name))
	}
	return "none failed", nil
}
