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
	"github.com/google/go-cmp/cmp"
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
		refuse(403, "AccessDeniedException", "no")
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
		pairs("Parameter", "Parameters", "Reader", "bedrock", "Model", "anthropic.claude-haiku-5-5", "Profile", "eu", "Thinking", "disabled", "Protect", a.protect) +
		pairs("Output", "Outputs", "ApiUrl", a.URL, "TableName", "table", "FilesBucket", "files", "ClosingArn", "arn:aws:states:eu-west-1:1:stateMachine:m", "FirstKey", "aws ssm get-parameter …") +
		"</member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
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
		if at := strings.Index(got, "operation error"); at > 0 {
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
