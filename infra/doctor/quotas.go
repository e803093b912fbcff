package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas/types"
)

// concurrency is the code of Lambda's quota of functions that run at once: a
// thousand, but ten in many new accounts.
//
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const concurrency = "L-B99A9384"

// callers is how many functions messengers and people may take at once, beside
// MaxReadings and Senders.
const callers = 10

// quotas looks for what a new account may have too little of, or none.
func (p patient) quotas(ctx context.Context) (string, error) {
	client := servicequotas.NewFromConfig(p.cfg)
	functions, err1 := p.functionsAtOnce(ctx, client)
	model, err2 := p.modelQuotas(ctx, client)
	if err := errors.Join(err1, err2); err != nil {
		return "", err
	}
	return functions + "; " + model, nil
}

func (p patient) functionsAtOnce(ctx context.Context, client *servicequotas.Client) (string, error) {
	got, err := client.GetServiceQuota(ctx, &servicequotas.GetServiceQuotaInput{ServiceCode: aws.String("lambda"), QuotaCode: aws.String(concurrency)})
	if err != nil {
		return "", fmt.Errorf("the quota of functions at once can't be read, which takes the right servicequotas:GetServiceQuota: %w", err)
	}
	own := 0
	for _, name := range []string{"MaxReadings", "Senders"} {
		n, err := strconv.Atoi(p.stack.Parameters[name])
		if err != nil {
			return "", fmt.Errorf("the stack's parameter %s is no number: run make deploy again", name)
		}
		own += n
	}
	if have := int(aws.ToFloat64(got.Quota.Value)); have < own+callers {
		return "", fmt.Errorf("the account may run %d functions at once, and readings (MaxReadings) and deliveries (Senders) alone may take %d: webhooks would be turned away. Ask for at least %d: Service Quotas, AWS Lambda, Concurrent executions (%s)",
			have, own, own+callers, concurrency)
	}
	return fmt.Sprintf("%.0f functions at once", aws.ToFloat64(got.Quota.Value)), nil
}

// modelQuotas looks at what Bedrock lets the account use of the model. Quotas
// are found by their names alone: no list says which code is whose.
//
// https://docs.aws.amazon.com/bedrock/latest/userguide/quotas.html
func (p patient) modelQuotas(ctx context.Context, client *servicequotas.Client) (string, error) {
	set := p.stack.Parameters
	if set["Reader"] != "bedrock" {
		return "no model of Bedrock's is used", nil
	}
	var none []error
	perMinute := ""
	pages := servicequotas.NewListServiceQuotasPaginator(client, &servicequotas.ListServiceQuotasInput{ServiceCode: aws.String("bedrock"), MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", fmt.Errorf("the quotas of Bedrock can't be read, which takes the right servicequotas:ListServiceQuotas: %w", err)
		}
		for _, q := range page.Quotas {
			what, ok := limits(q, set["Profile"], set["Model"])
			switch {
			case !ok:
			case aws.ToFloat64(q.Value) == 0:
				none = append(none, fmt.Errorf("the account may use none of %s: no chat can be read. Ask for AWS's default: Service Quotas, Amazon Bedrock, %q (%s); a new account may have to ask AWS Support",
					set["Model"], aws.ToString(q.QuotaName), aws.ToString(q.QuotaCode)))
			case what == "tokens per minute":
				perMinute = fmt.Sprintf("%.0f tokens a minute of %s", *q.Value, set["Model"])
			}
		}
	}
	if perMinute == "" && len(none) == 0 {
		return "of " + set["Model"] + " Service Quotas says nothing here: whether it answers, stands above", nil
	}
	return perMinute, errors.Join(none...)
}

// limits says whether a quota bounds our calls of the model, and what of: a name
// is like "Global cross-region model inference tokens per minute for Anthropic
// Claude Haiku 4.5".
func limits(q types.ServiceQuota, profile, model string) (what string, ok bool) {
	kind, of, ok := strings.Cut(strings.ToLower(aws.ToString(q.QuotaName)), " for ")
	if !ok || !named(of, model) {
		return "", false
	}
	way := map[string]string{"global": "global cross-region ", "none": "on-demand "}[profile]
	if way == "" {
		way = "cross-region "
	}
	if what, ok := strings.CutPrefix(kind, way+"model inference "); ok {
		return what, true
	}
	return "tokens per day", kind == "model invocation max tokens per day"
}

var (
	bracketed = regexp.MustCompile(`\(.*?\)`)
	edition   = regexp.MustCompile(`^v\d+$`)
	figure    = regexp.MustCompile(`^\d{1,2}$`)
	date      = regexp.MustCompile(`^\d{8}$`)
)

// named says whether a quota's words name the model and nothing else: an id like
// anthropic.claude-haiku-4-5-20251001-v1:0 is Anthropic Claude Haiku 4.5.
// "Claude Sonnet 4.5 V1 1M Context Length" is another quota.
func named(of, model string) bool {
	vendor, rest, ok := strings.Cut(strings.ToLower(model), ".")
	if !ok {
		return false
	}
	rest, _, _ = strings.Cut(rest, ":")
	var want []string
	number := false
	for part := range strings.SplitSeq(rest, "-") {
		switch {
		case edition.MatchString(part), date.MatchString(part):
		case figure.MatchString(part) && number:
			want[len(want)-1] += "." + part
		default:
			want = append(want, part)
			number = figure.MatchString(part)
		}
	}
	var have []string
	for _, word := range strings.Fields(bracketed.ReplaceAllString(of, "")) {
		if word != vendor && !edition.MatchString(word) {
			have = append(have, word)
		}
	}
	slices.Sort(want)
	slices.Sort(have)
	return slices.Equal(want, have)
}
