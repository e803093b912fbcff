package model

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Price is a model's list price in thousandths of a micro-dollar per token:
// 100 is $0.10 a million tokens. The zero Price costs nothing.
type Price struct {
	Input, Output, CacheRead, CacheWrite int64
	// Above: a prompt of more than Above tokens costs Long instead; 0: never.
	Above int
	Long  *Price
}

// Cost is what a usage costs, in millionths of a dollar, rounded up.
//
// It takes all calls of a reading as one prompt, so a reading whose calls
// together pass Above is counted at the higher price: a budget errs on the safe
// side.
func (p Price) Cost(u desk.Usage) int64 {
	if p.Above > 0 && u.InputTokens+u.CacheReadTokens+u.CacheWriteTokens > p.Above && p.Long != nil {
		return p.Long.Cost(u)
	}
	nano := p.Input*int64(u.InputTokens) + p.Output*int64(u.OutputTokens) +
		p.CacheRead*int64(u.CacheReadTokens) + p.CacheWrite*int64(u.CacheWriteTokens)
	return (nano + 999) / 1000
}

// PricesOf is the day of the price list below.
const PricesOf = "2026-11-22"

// listed is a model's price on Bedrock: through the global profile, and within
// one region or group of regions. A zero side is not offered.
type listed struct {
	model            string // without the profile's prefix
	global, regional Price
}

// prices are Bedrock's list prices as of PricesOf, in us-east-1; Europe may be
// 5 to 15 % dearer. Source: https://aws.amazon.com/bedrock/pricing/ ; Nova 2's
// and the long prompt's prices are from secondary sources, those of embeddings from
// memory [M].
func prices() []listed {
	plain := func(in, out int64) Price { // Claude: a cache write costs 1.25 ×, a read 0.1 ×
		return Price{Input: in, Output: out, CacheRead: in / 10, CacheWrite: in * 5 / 4}
	}
	nova := func(in, out int64) Price { // Nova: a cached read costs a quarter, a write nothing extra
		return Price{Input: in, Output: out, CacheRead: in / 4, CacheWrite: in}
	}
	long := func(p, above Price) Price {
		p.Above, p.Long = 100_000, &above
		return p
	}
	return []listed{
		{"anthropic.claude-haiku-5-5", long(plain(100, 500), plain(500, 2500)), long(plain(110, 550), plain(550, 2750))},
		{"anthropic.claude-sonnet-5-5", plain(2000, 10000), plain(2200, 11000)},
		{"anthropic.claude-opus-5-5", plain(4000, 20000), plain(4400, 22000)},
		{"anthropic.claude-haiku-4-5", plain(1000, 5000), plain(1100, 5500)},
		{"anthropic.claude-sonnet-4-6", plain(3000, 15000), plain(3300, 16500)},
		{"anthropic.claude-sonnet-4-5", plain(3000, 15000), plain(3300, 16500)},
		{"amazon.titan-embed-text-v2", Price{}, Price{Input: 20}},
		{"cohere.embed-multilingual-v3", Price{}, Price{Input: 100}},
		{"cohere.embed-english-v3", Price{}, Price{Input: 100}},
		{"cohere.embed-v4", Price{Input: 120}, Price{Input: 120}},
		{"amazon.nova-2-lite", nova(300, 2500), nova(330, 2750)},
		{"amazon.nova-micro", Price{}, nova(35, 140)},
		{"amazon.nova-lite", Price{}, nova(60, 240)},
		{"amazon.nova-pro", Price{}, nova(800, 3200)},
	}
}

// BedrockPrice is the list price of a model id as it is sent to Bedrock: with or
// without a profile's prefix ("global.", "eu.", …), or the profile's ARN. A
// model that is not in the list, or an ARN that does not name one, has the zero
// Price, so its runs show a cost of 0; set a price of your own then.
func BedrockPrice(id string) Price {
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		id = id[i+1:]
	}
	for _, l := range prices() {
		at := strings.Index(id, l.model)
		if at < 0 || at > 0 && id[at-1] != '.' {
			continue
		}
		if end := id[at+len(l.model):]; end != "" && end[0] != '-' && end[0] != ':' {
			continue
		}
		if strings.HasPrefix(id, "global.") {
			return l.global
		}
		return l.regional
	}
	return Price{}
}
