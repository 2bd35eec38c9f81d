/// The published JSON Schema of policies, word for word `docs/policy.schema.json`.
package enum PolicySchema {
    /// The schema's text, JSON Schema 2020-12.
    package static let text = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:farthing:policy:1",
          "title": "Farthing policy",
          "description": "What agents may spend: limits, thresholds and rules.",
          "type": "object",
          "properties": {
            "$schema": {
              "description": "Where this schema is, for editors; Farthing does not read it.",
              "type": "string"
            },
            "version": {"description": "The version of the language.", "enum": [1, "1"]},
            "id": {
              "description": "Names the policy in receipts; without it the file's name does.",
              "$ref": "#/$defs/text",
              "maxLength": 128
            },
            "tenant": {
              "description": "Whose policy it is; default without it.",
              "$ref": "#/$defs/text",
              "maxLength": 256
            },
            "mode": {"$ref": "#/$defs/mode"},
            "unpriced": {
              "description": "What happens to a call whose model has no price.",
              "oneOf": [{"const": "refuse"}, {"$ref": "#/$defs/unpriced"}]
            },
            "unmatched": {
              "description": "What happens to a call that no budget matches.",
              "enum": ["refuse", "allow"],
              "default": "refuse"
            },
            "warnings": {
              "$ref": "#/$defs/warnings",
              "description": "Whether budgets without a warn of their own warn at 30 %, 80 % and 95 % of what is spent; each budget may say otherwise."
            },
            "from": {
              "$ref": "#/$defs/date",
              "description": "When it begins to count: a day, or a time of RFC 3339. Without it: ever since."
            },
            "until": {
              "$ref": "#/$defs/date",
              "description": "The first instant at which it no longer counts: a day (its beginning), or a time of RFC 3339. Without it: for ever on."
            },
            "privacy": {
              "title": "Privacy",
              "description": "What is kept of those that calls are for.",
              "type": "object",
              "properties": {
                "commit": {
                  "description": "Of these dimensions no value is kept: a salted commitment stands in its place.",
                  "type": "array",
                  "items": {
                    "type": "string",
                    "pattern": "^(?:team|project|user|agent|session|tag:(?!(?:parent_run|child_run)$).+)$"
                  },
                  "uniqueItems": true,
                  "maxItems": 32
                }
              },
              "required": ["commit"],
              "additionalProperties": false
            },
            "budgets": {
              "description": "Limits; a call counts in every one that matches it, and must fit all of them.",
              "type": "array",
              "items": {"$ref": "#/$defs/budget"},
              "maxItems": 1000
            },
            "rules": {
              "description": "What happens to single calls; the strictest that applies wins.",
              "type": "array",
              "items": {"$ref": "#/$defs/rule"},
              "maxItems": 1000
            },
            "prices": {
              "description": "Your own prices, in place of the price book's.",
              "type": "array",
              "items": {"$ref": "#/$defs/price"},
              "maxItems": 1000
            },
            "rates": {
              "description": "Your own exchange rates, before the built-in ones.",
              "type": "array",
              "items": {"$ref": "#/$defs/rate"},
              "maxItems": 1000
            }
          },
          "required": ["version"],
          "additionalProperties": false,
          "$defs": {
            "unpriced": {
              "title": "Ceiling price",
              "type": "object",
              "properties": {
                "ceiling": {
                  "description": "The price at which calls without one are counted, for input and for output.",
                  "type": "string",
                  "pattern": "^(?=(?:(?:US)?\\$ *)?[0.]*[1-9])(?:(?:US)?\\$ *[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))?|[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))? *(?:USD|US\\$|\\$)) per 1M tokens$",
                  "examples": ["100 USD per 1M tokens"]
                }
              },
              "required": ["ceiling"],
              "additionalProperties": false
            },
            "budget": {
              "title": "Budget",
              "type": "object",
              "properties": {
                "id": {
                  "description": "Names the budget; different from every other budget's.",
                  "$ref": "#/$defs/text",
                  "maxLength": 128
                },
                "match": {
                  "$ref": "#/$defs/match",
                  "description": "What a call must look like to count here; every call without it."
                },
                "per": {
                  "description": "Each distinct value of these dimensions has an account of its own.",
                  "oneOf": [
                    {"$ref": "#/$defs/dimension"},
                    {
                      "type": "array",
                      "items": {"$ref": "#/$defs/dimension"},
                      "uniqueItems": true,
                      "maxItems": 32
                    }
                  ]
                },
                "limit": {
                  "description": "The most that may be spent and held in one window.",
                  "type": "string",
                  "pattern": "^(?:(?:US\\$|R\\$|\\$|€|£|₹) *[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))?|[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))? *(?:[A-Z]{3}|(?:US\\$|R\\$|\\$|€|£|₹)|tokens?|calls?|concurrent|credits?|credits:.+))$",
                  "examples": ["10.00 USD", "$10.00", "500k tokens", "1000 calls", "8 concurrent", "50 credits"]
                },
                "window": {
                  "description": "Over what the limit counts.",
                  "anyOf": [
                    {"enum": ["call", "run", "minute", "hour", "day", "week", "month", "total"]},
                    {
                      "type": "string",
                      "pattern": "^rolling +[0-9]{1,10}(?:ms|s|m|h|d)$",
                      "examples": ["rolling 24h"]
                    }
                  ]
                },
                "timezone": {
                  "description": "The IANA zone in which calendar windows begin.",
                  "type": "string",
                  "pattern": "^[A-Za-z0-9+_/-]{1,64}$",
                  "default": "UTC",
                  "examples": ["Europe/Berlin"]
                },
                "hold": {
                  "description": "How much is set aside before a call.",
                  "enum": ["ceiling", "fitted", "metered", "estimate"],
                  "default": "ceiling"
                },
                "mode": {"$ref": "#/$defs/mode"},
                "thresholds": {
                  "description": "Shares of the limit at which something happens; the limit itself always blocks.",
                  "type": "array",
                  "items": {"$ref": "#/$defs/threshold"},
                  "maxItems": 32
                },
                "warnings": {
                  "$ref": "#/$defs/warnings",
                  "description": "Whether the budget warns at 30 %, 80 % and 95 % of what is spent where it has no warn of its own."
                },
                "from": {
                  "$ref": "#/$defs/date",
                  "description": "When it begins to count: a day, or a time of RFC 3339. Without it: ever since."
                },
                "until": {
                  "$ref": "#/$defs/date",
                  "description": "The first instant at which it no longer counts: a day (its beginning), or a time of RFC 3339. Without it: for ever on."
                },
                "countFrom": {
                  "description": "Where counting starts when an edit changes the budget's meaning: at what the window shows, or at zero.",
                  "enum": ["window", "now"],
                  "default": "window"
                }
              },
              "required": ["id", "limit"],
              "if": {"properties": {"limit": {"pattern": "concurrent$"}}},
              "then": {"properties": {"window": {"enum": ["total", "run"]}}},
              "else": {"required": ["window"]},
              "additionalProperties": false
            },
            "threshold": {
              "title": "Threshold",
              "type": "object",
              "properties": {
                "at": {
                  "description": "A share of the limit, from 0.01% to 100%.",
                  "type": "string",
                  "pattern": "^(?!0+(?:\\.0+)?%)(?:100(?:\\.0{1,2})?|[0-9]{1,2}(?:\\.[0-9]{1,2})?)%$",
                  "examples": ["80%"]
                },
                "reason": {
                  "description": "Shown with the decision; at most 500 bytes.",
                  "$ref": "#/$defs/text",
                  "maxLength": 500
                },
                "do": {
                  "description": "What happens.",
                  "enum": ["warn", "downgrade", "approve", "wait", "pause", "block"]
                },
                "to": {
                  "description": "The model that takes the call, or a ladder of models, the dearest first.",
                  "oneOf": [
                    {"$ref": "#/$defs/text", "maxLength": 256},
                    {
                      "type": "array",
                      "items": {"$ref": "#/$defs/text", "maxLength": 256},
                      "minItems": 1,
                      "maxItems": 32,
                      "uniqueItems": true
                    }
                  ]
                },
                "approvers": {
                  "description": "The group whose members may say yes.",
                  "$ref": "#/$defs/text",
                  "maxLength": 256
                },
                "need": {
                  "description": "How many of them must say yes; 1 without it.",
                  "type": ["integer", "string"],
                  "minimum": 1,
                  "maximum": 16,
                  "pattern": "^0*(?:[1-9]|1[0-6])$"
                },
                "within": {
                  "$ref": "#/$defs/duration",
                  "description": "How long a call waits at most (do: wait, up to 1h); how long an approval may stay undecided and, once granted, unused (do: approve, 1m to 30d, 1h without it)."
                },
                "wait": {
                  "$ref": "#/$defs/duration",
                  "description": "How long the call's request is held open for the approval, up to 1h; without it the request is answered at once."
                }
              },
              "required": ["at", "do"],
              "allOf": [
                {
                  "if": {"properties": {"do": {"enum": ["downgrade"]}}, "required": ["do"]},
                  "then": {"required": ["to"]},
                  "else": {"properties": {"to": false}}
                },
                {
                  "if": {"properties": {"do": {"enum": ["approve"]}}, "required": ["do"]},
                  "then": {"required": ["approvers"]},
                  "else": {"properties": {"approvers": false, "need": false, "wait": false}}
                },
                {
                  "if": {"properties": {"do": {"enum": ["wait"]}}, "required": ["do"]},
                  "then": {"required": ["within"]},
                  "else": {
                    "if": {"properties": {"do": {"enum": ["approve"]}}, "required": ["do"]},
                    "else": {"properties": {"within": false}}
                  }
                }
              ],
              "additionalProperties": false
            },
            "rule": {
              "title": "Rule",
              "type": "object",
              "properties": {
                "id": {
                  "description": "Names the rule; different from every other rule's.",
                  "$ref": "#/$defs/text",
                  "maxLength": 128
                },
                "when": {"$ref": "#/$defs/when"},
                "require": {
                  "description": "Refuses the call where its key is trusted with less; stands in the place of do.",
                  "enum": ["read_only", "data_write", "payment_initiate", "payment_execute"]
                },
                "reason": {
                  "description": "Shown with the decision; at most 500 bytes.",
                  "$ref": "#/$defs/text",
                  "maxLength": 500
                },
                "mode": {"$ref": "#/$defs/mode"},
                "from": {
                  "$ref": "#/$defs/date",
                  "description": "When it begins to count: a day, or a time of RFC 3339. Without it: ever since."
                },
                "until": {
                  "$ref": "#/$defs/date",
                  "description": "The first instant at which it no longer counts: a day (its beginning), or a time of RFC 3339. Without it: for ever on."
                },
                "do": {"description": "What happens.", "enum": ["downgrade", "approve", "wait", "block", "skip"]},
                "to": {
                  "description": "The model that takes the call, or a ladder of models, the dearest first.",
                  "oneOf": [
                    {"$ref": "#/$defs/text", "maxLength": 256},
                    {
                      "type": "array",
                      "items": {"$ref": "#/$defs/text", "maxLength": 256},
                      "minItems": 1,
                      "maxItems": 32,
                      "uniqueItems": true
                    }
                  ]
                },
                "approvers": {
                  "description": "The group whose members may say yes.",
                  "$ref": "#/$defs/text",
                  "maxLength": 256
                },
                "need": {
                  "description": "How many of them must say yes; 1 without it.",
                  "type": ["integer", "string"],
                  "minimum": 1,
                  "maximum": 16,
                  "pattern": "^0*(?:[1-9]|1[0-6])$"
                },
                "within": {
                  "$ref": "#/$defs/duration",
                  "description": "How long a call waits at most (do: wait, up to 1h); how long an approval may stay undecided and, once granted, unused (do: approve, 1m to 30d, 1h without it)."
                },
                "wait": {
                  "$ref": "#/$defs/duration",
                  "description": "How long the call's request is held open for the approval, up to 1h; without it the request is answered at once."
                }
              },
              "required": ["id", "when"],
              "allOf": [
                {"oneOf": [{"required": ["do"]}, {"required": ["require"]}]},
                {
                  "if": {"properties": {"do": {"enum": ["downgrade"]}}, "required": ["do"]},
                  "then": {"required": ["to"]},
                  "else": {"properties": {"to": false}}
                },
                {
                  "if": {"properties": {"do": {"enum": ["approve"]}}, "required": ["do"]},
                  "then": {"required": ["approvers"]},
                  "else": {"properties": {"approvers": false, "need": false, "wait": false}}
                },
                {
                  "if": {"properties": {"do": {"enum": ["wait"]}}, "required": ["do"]},
                  "then": {"required": ["within"]},
                  "else": {
                    "if": {"properties": {"do": {"enum": ["approve"]}}, "required": ["do"]},
                    "else": {"properties": {"within": false}}
                  }
                }
              ],
              "additionalProperties": false
            },
            "match": {
              "title": "Match",
              "type": "object",
              "properties": {
                "tenant": {"$ref": "#/$defs/pattern"},
                "team": {"$ref": "#/$defs/pattern"},
                "project": {"$ref": "#/$defs/pattern"},
                "user": {"$ref": "#/$defs/pattern"},
                "agent": {"$ref": "#/$defs/pattern"},
                "run": {"$ref": "#/$defs/pattern"},
                "session": {"$ref": "#/$defs/pattern"},
                "provider": {"$ref": "#/$defs/pattern"},
                "model": {"$ref": "#/$defs/pattern"},
                "tool": {"$ref": "#/$defs/pattern"}
              },
              "patternProperties": {"^tag:.": {"$ref": "#/$defs/pattern"}},
              "additionalProperties": false
            },
            "when": {
              "title": "Conditions",
              "description": "All must hold; {} for every call.",
              "type": "object",
              "properties": {
                "cost": {
                  "description": "The most that the call can cost, in USD.",
                  "type": "string",
                  "pattern": "^(?:>=?|<=?|==) *(?:(?:US)?\\$ *[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))?|[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))? *(?:USD|US\\$|\\$))$",
                  "examples": ["> 2.00 USD"]
                },
                "tokens": {
                  "description": "Input bound and largest output together.",
                  "type": "string",
                  "pattern": "^(?:>=?|<=?|==) *[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))? *(?:tokens?)?$",
                  "examples": ["> 100k"]
                },
                "steps": {
                  "description": "Calls of the run, this one included.",
                  "type": "string",
                  "pattern": "^(?:>=?|<=?|==) *[0-9]+$",
                  "examples": ["> 50"]
                },
                "attempts": {
                  "description": "Tries of this same request since it last succeeded, this one included.",
                  "type": "string",
                  "pattern": "^(?:>=?|<=?|==) *[0-9]+$",
                  "examples": ["> 3"]
                },
                "identical": {
                  "description": "How often the run has made this same request, this time included.",
                  "type": "string",
                  "pattern": "^(?:>=?|<=?|==) *[0-9]+$",
                  "examples": ["> 5"]
                },
                "projected": {
                  "description": "What the run is on its way to spend, as a share of its budget.",
                  "type": "string",
                  "pattern": "^(?:>=?|<=?|==) *[0-9]{1,6}(?:\\.[0-9]{1,2})?%$",
                  "examples": ["> 100%"]
                },
                "tenant": {"$ref": "#/$defs/pattern"},
                "team": {"$ref": "#/$defs/pattern"},
                "project": {"$ref": "#/$defs/pattern"},
                "user": {"$ref": "#/$defs/pattern"},
                "agent": {"$ref": "#/$defs/pattern"},
                "run": {"$ref": "#/$defs/pattern"},
                "session": {"$ref": "#/$defs/pattern"},
                "provider": {"$ref": "#/$defs/pattern"},
                "model": {"$ref": "#/$defs/pattern"},
                "tool": {"$ref": "#/$defs/pattern"}
              },
              "patternProperties": {"^tag:.": {"$ref": "#/$defs/pattern"}},
              "maxProperties": 32,
              "additionalProperties": false
            },
            "price": {
              "title": "Price",
              "type": "object",
              "properties": {
                "provider": {
                  "description": "The price book's word for the provider.",
                  "$ref": "#/$defs/text",
                  "maxLength": 256
                },
                "model": {"description": "Any name of the model.", "$ref": "#/$defs/text", "maxLength": 256},
                "variant": {
                  "description": "For which way of processing it holds.",
                  "enum": ["standard", "batch", "flex", "priority", "fast"],
                  "default": "standard"
                },
                "above_input_tokens": {
                  "description": "For calls with more input tokens than this.",
                  "type": ["integer", "string"],
                  "minimum": 0,
                  "pattern": "^[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))? *(?:tokens?)?$"
                },
                "from": {"$ref": "#/$defs/day", "description": "The first day, from midnight UTC."},
                "max_output_tokens": {
                  "description": "The most output tokens of one choice.",
                  "type": ["integer", "string"],
                  "minimum": 0,
                  "pattern": "^[0-9]+(?:\\.[0-9]+)?(?:[kKMB](?= |$))? *(?:tokens?)?$"
                },
                "input": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "cached_input": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "cache_write": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "cache_write_hour": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "input_audio": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "cached_input_audio": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "input_image": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "cached_input_image": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "input_video": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "output": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "reasoning": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "output_audio": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "output_image": {"$ref": "#/$defs/decimal", "description": "USD per million tokens."},
                "web_searches": {"$ref": "#/$defs/decimal", "description": "USD per thousand searches."},
                "file_searches": {"$ref": "#/$defs/decimal", "description": "USD per thousand searches."},
                "calls": {"$ref": "#/$defs/decimal", "description": "USD per thousand calls."},
                "audio_hours": {"$ref": "#/$defs/decimal", "description": "USD per hour of sound."},
                "characters": {"$ref": "#/$defs/decimal", "description": "USD per million characters."},
                "input_images": {"$ref": "#/$defs/decimal", "description": "USD per picture."},
                "output_images": {"$ref": "#/$defs/decimal", "description": "USD per picture."}
              },
              "required": ["provider", "model"],
              "anyOf": [
                {"required": ["input", "output"]},
                {"required": ["audio_hours"]},
                {"required": ["characters"]},
                {"required": ["input_images"]},
                {"required": ["output_images"]}
              ],
              "additionalProperties": false
            },
            "rate": {
              "title": "Exchange rate",
              "type": "object",
              "properties": {
                "currency": {
                  "description": "The ISO 4217 code; not USD.",
                  "type": "string",
                  "pattern": "^(?!USD)[A-Z]{3}$"
                },
                "per_usd": {
                  "description": "What one US dollar is in the currency.",
                  "type": ["number", "string"],
                  "exclusiveMinimum": 0,
                  "pattern": "^[0-9]+(?:\\.[0-9]{1,9})?$"
                },
                "from": {"$ref": "#/$defs/day", "description": "The first day, from midnight UTC."}
              },
              "required": ["currency", "per_usd"],
              "additionalProperties": false
            },
            "mode": {
              "description": "enforce refuses; shadow counts and records everything and refuses nothing.",
              "enum": ["enforce", "shadow"],
              "default": "enforce"
            },
            "warnings": {"enum": ["on", "off"], "default": "on"},
            "text": {"type": ["string", "number", "boolean"], "minLength": 1},
            "pattern": {
              "description": "A value, or a pattern with * for any run of characters and ? for one.",
              "type": ["string", "number", "boolean"],
              "minLength": 1,
              "maxLength": 256
            },
            "dimension": {
              "type": "string",
              "pattern": "^(?:tenant|team|project|user|agent|run|session|provider|model|tool|tag:.+)$"
            },
            "duration": {"type": "string", "pattern": "^[0-9]{1,10}(?:ms|s|m|h|d)$", "examples": ["30s"]},
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-12-01"]},
            "date": {
              "type": "string",
              "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2}))?$",
              "examples": ["2026-12-01", "2026-12-01T09:00:00Z"]
            },
            "decimal": {
              "type": ["number", "string"],
              "minimum": 0,
              "pattern": "^[0-9]+(?:\\.[0-9]{1,9})?(?: USD)?$"
            }
          }
        }
        """#
}
