package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas/types"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var update = flag.Bool("update", false, "write the golden files anew")

// account answers for every service that the doctor asks, and for the stack's
// own API; ill, each has something to complain of.
type account struct {
	*httptest.Server
	ill        bool
	status     string
	protect    string
	files      int
	parameters int
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	target := r.Header.Get("X-Amz-Target")
	refuse := func(status int, code, said string) {
		w.Header().Set("X-Amzn-Errortype", code)
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":%q,"message":%q}`, code, said)
	}
	tell := func(v map[string]any) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			panic(err)
		}
	}
	switch {
	case strings.Contains(string(body), "DescribeStacks"):
		fmt.Fprint(w, a.stack())
	case r.URL.Path == "/v1/health" && !a.ill:
		fmt.Fprint(w, `{"status":"ok"}`)
	case strings.HasPrefix(r.URL.Path, "/webhooks/") && !a.ill:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code":"not_found"}`)
	case strings.HasSuffix(r.URL.Path, "/converse") && !a.ill:
		tell(map[string]any{"output": map[string]any{"message": map[string]any{"role": "assistant", "content": []any{}}}, "stopReason": "end_turn", "usage": map[string]int{"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}})
	case strings.HasSuffix(r.URL.Path, "/converse"):
		refuse(403, "AccessDeniedException", "User: u is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:eu-south-1::foundation-model/m with an explicit deny in a service control policy")
	case target == "AmazonSSM.GetParameter" && a.ill:
		refuse(400, "ParameterNotFound", "no")
	case target == "AmazonSSM.GetParametersByPath":
		page := []any{}
		for i := range min(a.parameters, 10) {
			page = append(page, map[string]any{"Name": fmt.Sprintf("/sufler/lines/%d", i)})
		}
		tell(map[string]any{"Parameters": page})
	case target == "AmazonSSM.DeleteParameters":
		var in struct{ Names []string }
		if err := json.Unmarshal(body, &in); err != nil {
			panic(err)
		}
		a.parameters -= len(in.Names)
		tell(map[string]any{"DeletedParameters": in.Names})
	case strings.HasPrefix(target, "AmazonSSM."):
		tell(map[string]any{"Parameter": map[string]any{"Value": "sk_x"}})
	case strings.HasPrefix(target, "DynamoDB") && a.ill:
		tell(map[string]any{"Items": []any{}, "Count": 0})
	case strings.HasPrefix(target, "DynamoDB"):
		refuse(400, "ResourceNotFoundException", "no table")
	case target == "AmazonSQS.GetQueueUrl":
		tell(map[string]any{"QueueUrl": a.URL + "/q"})
	case target == "AmazonSQS.GetQueueAttributes":
		tell(map[string]any{"Attributes": map[string]string{"ApproximateNumberOfMessages": map[bool]string{true: "3", false: "0"}[a.ill]}})
	case target == "AWSStepFunctions.ListExecutions" && a.ill:
		tell(map[string]any{"executions": []any{map[string]any{"name": "c1-1", "status": "FAILED"}}})
	case target == "AWSStepFunctions.ListExecutions":
		tell(map[string]any{"executions": []any{}})
	case target == "ServiceQuotasV20190624.GetServiceQuota":
		tell(map[string]any{"Quota": quota("lambda", "L-B99A9384", "Concurrent executions", map[bool]float64{true: 10, false: 1000}[a.ill])})
	case target == "ServiceQuotasV20190624.ListServiceQuotas":
		tell(a.quotas(strings.Contains(string(body), `"NextToken":"2"`)))
	case r.URL.Query().Has("list-type"):
		fmt.Fprint(w, a.list())
	case r.URL.Query().Has("delete"):
		a.files -= strings.Count(string(body), "<Key>")
		fmt.Fprint(w, `<DeleteResult/>`)
	default:
		w.WriteHeader(http.StatusBadGateway)
	}
}

func (a *account) stack() string {
	pairs := func(kind, list string, m ...string) (out string) {
		for i := 0; i < len(m); i += 2 {
			out += "<member><" + kind + "Key>" + m[i] + "</" + kind + "Key><" + kind + "Value>" + m[i+1] + "</" + kind + "Value></member>"
		}
		return "<" + list + ">" + out + "</" + list + ">"
	}
	return "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatus>" + a.status + "</StackStatus>" +
		pairs("Parameter", "Parameters", "Reader", "bedrock", "Model", "anthropic.claude-haiku-5-5", "Profile", "eu", "Thinking", "disabled", "MaxReadings", "10", "Senders", "12", "Protect", a.protect) +
		pairs("Output", "Outputs", "ApiUrl", a.URL, "TableName", "table", "FilesBucket", "files", "ClosingArn", "arn:aws:states:eu-west-1:1:stateMachine:m", "FirstKey", "aws ssm get-parameter …") +
		"</member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
}

// quota is one as Service Quotas tells it.
// https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ServiceQuota.html
func quota(service, code, name string, value float64) map[string]any {
	return map[string]any{
		"ServiceCode": service, "ServiceName": service, "QuotaArn": "arn:aws:servicequotas:eu-west-1:1:" + service + "/" + code,
		"QuotaCode": code, "QuotaName": name, "Value": value, "Unit": "None", "Adjustable": true, "GlobalQuota": false,
	}
}

// quotas are Bedrock's, on two pages: of other models, of other ways to call
// ours, and, ill, none of the one that counts.
func (a *account) quotas(second bool) map[string]any {
	ours := map[bool]float64{true: 0, false: 4_000_000}[a.ill]
	if second {
		return map[string]any{"Quotas": []any{
			quota("bedrock", "L-4", "Cross-region model inference tokens per minute for Anthropic Claude Haiku 5.5", ours),
			quota("bedrock", "L-5", "Model invocation max tokens per day for Anthropic Claude Haiku 5.5 (doubled for cross-region calls)", ours),
		}}
	}
	return map[string]any{"NextToken": "2", "Quotas": []any{
		quota("bedrock", "L-1", "Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5", 0),
		quota("bedrock", "L-2", "Global cross-region model inference tokens per minute for Anthropic Claude Haiku 5.5", 0),
		quota("bedrock", "L-3", "Cross-region model inference tokens per minute for Anthropic Claude Haiku 5.5 V1 1M Context Length", 0),
	}}
}

func (a *account) list() string {
	out := "<ListBucketResult>"
	for i := range min(a.files, 1000) {
		out += fmt.Sprintf("<Contents><Key>file-%d</Key></Contents>", i)
	}
	return out + "</ListBucketResult>"
}

func newAccount(t *testing.T, a account) (*account, aws.Config) {
	a.Server = httptest.NewServer(&a)
	t.Cleanup(a.Close)
	t.Setenv("AWS_ENDPOINT_URL_CLOUDFORMATION", a.URL)
	return &a, aws.Config{
		Region: "eu-west-1", BaseEndpoint: &a.URL, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}
}

func TestLook(t *testing.T) {
	for file, a := range map[string]account{
		"well.txt": {status: "UPDATE_COMPLETE"},
		"ill.txt":  {status: "UPDATE_ROLLBACK_COMPLETE", ill: true},
	} {
		fake, cfg := newAccount(t, a)
		var out bytes.Buffer
		err := look(t.Context(), cfg, "sufler", &out)
		if !errors.Is(err, errIll) {
			// Also the healthy one lacks something: its table can't be read here.
			t.Errorf("%s: got %v, want %v", file, err, errIll)
		}
		got := strings.ReplaceAll(out.String(), fake.URL, "URL")
		for at := strings.Index(got, "operation error"); at > 0; at = strings.Index(got, "operation error") {
			end := at + strings.Index(got[at:], "\n")
			got = got[:at] + "…" + got[end:]
		}
		path := "testdata/" + file
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), got); d != "" {
			t.Errorf("%s: %s", file, d)
		}
	}
}

func TestLookWithoutAnAccount(t *testing.T) {
	_, cfg := newAccount(t, account{})
	cfg.Credentials = credentials.NewStaticCredentialsProvider("", "", "")
	if err := look(t.Context(), cfg, "sufler", io.Discard); err == nil || !strings.Contains(err.Error(), "no AWS credentials") {
		t.Errorf("got %v", err)
	}
	cfg.Region = ""
	if err := look(t.Context(), cfg, "sufler", io.Discard); err == nil || !strings.Contains(err.Error(), "no region") {
		t.Errorf("got %v", err)
	}
}

func TestQuotasAreFoundByName(t *testing.T) {
	for _, tt := range []struct {
		rule, name, profile, model string
		want                       bool
	}{
		{"ours", "Cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5", "eu", "anthropic.claude-haiku-4-5-20251001-v1:0", true},
		{"an edition is no other model", "Cross-region model inference requests per minute for Anthropic Claude Sonnet 4.5 V1", "us", "anthropic.claude-sonnet-4-5-20250929-v1:0", true},
		{"words may stand in another order", "On-demand model inference tokens per minute for Anthropic Claude 3.5 Haiku", "none", "anthropic.claude-3-5-haiku-20241022-v1:0", true},
		{"another vendor's", "Global cross-region model inference tokens per minute for Amazon Nova 2 Lite", "global", "amazon.nova-2-lite-v1:0", true},
		{"a day's", "Model invocation max tokens per day for Amazon Nova Lite (doubled for cross-region calls)", "eu", "amazon.nova-lite-v1:0", true},
		{"another version", "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4 V1", "eu", "anthropic.claude-sonnet-4-5-20250929-v1:0", false},
		{"a newer version", "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1", "eu", "anthropic.claude-sonnet-4-20250514-v1:0", false},
		{"a longer context", "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1 1M Context Length", "eu", "anthropic.claude-sonnet-4-5-20250929-v1:0", false},
		{"another way to call it", "On-demand model inference tokens per minute for Anthropic Claude Haiku 4.5", "eu", "anthropic.claude-haiku-4-5-20251001-v1:0", false},
		{"the global way", "Global cross-region model inference tokens per minute for Anthropic Claude Haiku 4.5", "eu", "anthropic.claude-haiku-4-5-20251001-v1:0", false},
		{"something else", "Custom models with a creation status of InProgress per account", "eu", "anthropic.claude-haiku-5-5", false},
		{"an ARN has no words", "On-demand model inference tokens per minute for Amazon Nova Lite", "none", "arn:aws:bedrock:eu-west-1:1:provisioned-model/x", false},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			if what, ok := limits(types.ServiceQuota{QuotaName: &tt.name}, tt.profile, tt.model); ok != tt.want {
				t.Errorf("got %q, %v, want %v", what, ok, tt.want)
			}
		})
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		rule   string
		raw    string
		status int
		want   string
	}{
		{"no such stack", "<Error><Message>Stack with id sufler does not exist</Message></Error>", 400, "there is no stack sufler in eu-west-1"},
		{"no right", "<Error/>", 403, "CloudFormation refuses"},
		{"nonsense", "nonsense", 200, "nothing that can be read"},
	} {
		t.Run(tt.rule, func(t *testing.T) {
			if _, err := read([]byte(tt.raw), tt.status, "eu-west-1", "sufler"); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestClean(t *testing.T) {
	a, cfg := newAccount(t, account{status: "CREATE_COMPLETE", protect: "true", files: 1500, parameters: 13})
	if err := clean(t.Context(), cfg, "sufler", io.Discard); err == nil || a.files != 1500 || a.parameters != 13 {
		t.Errorf("a protected stack was touched: %v, %d files", err, a.files)
	}
	a.protect = "false"
	for range 2 { // once it is clean, cleaning is harmless
		if err := clean(t.Context(), cfg, "sufler", io.Discard); err != nil || a.files != 0 || a.parameters != 0 {
			t.Errorf("got %v, %d files and %d parameters left", err, a.files, a.parameters)
		}
	}
}

// What does not work of a connected CRM is said in words, each with its name, and that no
// field is filled there; what works is not.
func TestAConnectionThatAilsIsSaidInWords(t *testing.T) {
	c := desk.Connection{ID: "b24", Kind: desk.CRMBitrix24}
	if none := ailing(c, []desk.Checked{{OK: true}}); len(none) != 1 || !strings.Contains(none[0].Error(), "b24 (bitrix24), fill leads and deals: No field of leads or deals is switched on") {
		t.Errorf("nothing is filled there, and it says %v", none)
	}
	c = c.Using(desk.KindDeal, "size", desk.FieldUse{Policy: desk.PolicyFillIfEmpty})
	got := errors.Join(ailing(c, []desk.Checked{{What: "reach it", OK: true, Text: "it answers"}, {What: "rights", Text: "The scope crm is missing."}})...)
	if want := "b24 (bitrix24), rights: The scope crm is missing."; got == nil || got.Error() != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if len(ailing(c, []desk.Checked{{OK: true}})) != 0 {
		t.Error("what works ails")
	}
}
