package main

// The price list: Amazon's, us-east-1, without the free tier, as of this day.
// Regions in Europe are 5 to 15 per cent dearer. Look again before you quote it.
//
// https://aws.amazon.com/api-gateway/pricing/
// https://aws.amazon.com/lambda/pricing/
// https://aws.amazon.com/dynamodb/pricing/on-demand/
// https://aws.amazon.com/sqs/pricing/
// https://aws.amazon.com/step-functions/pricing/
// https://aws.amazon.com/eventbridge/pricing/
// https://aws.amazon.com/s3/pricing/
// https://aws.amazon.com/cloudwatch/pricing/
//
// What Lambda reads of a table's stream is free.
//
// A model's prices are the reader's own list (shared/reader/price.go).
const pricesOf = "2026-11-22"

// Dollars.
const (
	perRequest    = 1.00 / 1e6   // HTTP API, up to 512 KB
	perFrame      = 1.00 / 1e6   // WebSocket API, up to 32 KB
	perConnected  = 0.25 / 1e6   // … a connection, a minute
	perInvocation = 0.20 / 1e6   // Lambda
	perGBSecond   = 0.0000133334 // Lambda on arm64
	perWrite      = 0.625 / 1e6  // DynamoDB on demand, a write unit
	perRead       = 0.125 / 1e6  // a read unit
	perSQS        = 0.40 / 1e6   // SQS standard, up to 64 KB
	perTransition = 25.00 / 1e6  // Step Functions standard
	perSchedule   = 1.00 / 1e6   // EventBridge Scheduler
	perObject     = 5.00 / 1e6   // S3, put
	perLogByte    = 0.50 / 1e9   // CloudWatch logs, taken in
	perAlarm      = 0.10 / 30    // CloudWatch, an alarm a day
	perDashboard  = 3.00 / 30    // a dashboard a day
	perMetric     = 0.30 / 30    // a metric of our own a day, in each hour that has one
)

// watched is what template.yaml has looked at, whatever happens: its alarms, the
// dashboard, and the one metric that the sweep writes each minute.
const (
	alarms      = 25
	watchDollar = alarms*perAlarm + perDashboard + perMetric
)

// What no server here can tell is assumed: what a function takes on AWS beside
// its calls and for each, with the webhook's memory; how long the gateway's line
// in the log is, and the line of figures of a function that a queue or a clock
// wakes (Lambda's own lines are switched off in template.yaml); and how long a
// model takes for one reading, while the function that asked it waits. How much
// it writes is story.TokensOut; what it reads is the prompt itself.
const (
	ownSeconds  = 0.002
	callSeconds = 0.005
	memoryGB    = 0.25
	feedGB      = 0.125 // of the function feed, which writes nothing into the log
	frameSecond = 0.010 // until the gateway has taken a frame; sixteen are under way at once

	requestLog = 200
	figuresLog = 350

	model          = "anthropic.claude-haiku-5-5"
	profile        = "global"
	readingSeconds = 4
	readerGB       = 0.5
)

// Bill is what a Use costs, in dollars.
type Bill struct {
	API, Lambda, Store, Queues, Steps, Files, Logs, Watch float64
	Model                                                 float64 // comes on top
}

// Plus is both together.
func (b Bill) Plus(c Bill) Bill {
	return Bill{
		b.API + c.API, b.Lambda + c.Lambda, b.Store + c.Store, b.Queues + c.Queues, b.Steps + c.Steps,
		b.Files + c.Files, b.Logs + c.Logs, b.Watch + c.Watch, b.Model + c.Model,
	}
}

// Total of the bill, without the model.
func (b Bill) Total() float64 {
	return b.API + b.Lambda + b.Store + b.Queues + b.Steps + b.Files + b.Logs + b.Watch
}

// BillOf is the bill at list price. A call to a queue or to Step Functions takes
// a function as long as one to the store.
func BillOf(u Use) Bill {
	calls := float64(u.Calls + u.Sends + u.Objects + u.Schedules)
	seconds := ownSeconds*float64(u.Invocations) + callSeconds*calls
	return Bill{
		API:    perRequest*float64(u.Requests) + perFrame*float64(u.Frames),
		Lambda: perInvocation*float64(u.Invocations+u.Told) + perGBSecond*(memoryGB*seconds+feedGB*(ownSeconds*float64(u.Told)+frameSecond*float64(u.Frames)/16)+readerGB*readingSeconds*float64(u.Readings)),
		Store:  perWrite*u.Writes + perRead*u.Reads,
		Queues: perSQS * float64(u.QueueRequests()),
		Steps:  perTransition*float64(u.Transitions) + perSchedule*float64(u.Schedules),
		Model:  float64(u.MicroUSD) / 1e6,
		Files:  perObject * float64(u.Objects),
		Logs:   perLogByte * float64(requestLog*u.Requests+figuresLog*(u.Invocations-u.Requests)),
	}
}
