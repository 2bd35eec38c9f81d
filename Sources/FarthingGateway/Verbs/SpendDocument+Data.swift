/// The OpenAPI document of the spend verbs: docs/api/spend.openapi.json, to the byte. A test holds
/// both together, and both to the verbs' table.
package let spendDocument = #"""
    {
      "openapi": "3.1.0",
      "info": {
        "title": "Farthing spend verbs",
        "version": "1",
        "license": {
          "name": "Apache-2.0",
          "identifier": "Apache-2.0"
        },
        "description": "Hold money before something that costs, settle it after. Amounts of money are whole nano-units of the currency. Unknown members, duplicate members, negative amounts and exponents are refused."
      },
      "servers": [
        {
          "url": "http://127.0.0.1:8484"
        }
      ],
      "security": [
        {
          "key": []
        }
      ],
      "paths": {
        "/v1/spend/decide": {
          "post": {
            "operationId": "decide",
            "summary": "Say what the rules and budgets allow now; hold nothing.",
            "parameters": [
              {
                "$ref": "#/components/parameters/Allowance"
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/DecideRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Decision"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/hold": {
          "post": {
            "operationId": "hold",
            "summary": "Set money aside in every budget that the call counts in, or in none.",
            "parameters": [
              {
                "name": "idempotency-key",
                "in": "header",
                "schema": {
                  "type": "string",
                  "maxLength": 256
                },
                "description": "The same key with the same content opens no second hold: 409 with the open hold's id in x-farthing-hold."
              },
              {
                "$ref": "#/components/parameters/Allowance"
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/HoldRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Hold"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/dispatch": {
          "post": {
            "operationId": "dispatch",
            "summary": "Say that the call may cost money from now on.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/DispatchRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Dispatched"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/extend": {
          "post": {
            "operationId": "extend",
            "summary": "Set new totals, or renew the time where no amount is given.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/ExtendRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Hold"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/settle": {
          "post": {
            "operationId": "settle",
            "summary": "Replace the hold by what the call cost; without an amount by what was held.",
            "description": "In each budget at most ten times what is held, or one unit of the currency (1000000000 nanos), 1000000 tokens or 10 credits where that is more; beyond it 400 amount_above_hold, and the hold stays as it is. Extend the hold first.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/SettleRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Settlement"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/release": {
          "post": {
            "operationId": "release",
            "summary": "Give the hold back: nothing was sent, or nothing was billed.",
            "parameters": [
              {
                "$ref": "#/components/parameters/Allowance"
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/ReleaseRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Released"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/allowances": {
          "post": {
            "operationId": "carve",
            "summary": "Carve an allowance for a child run out of the budgets of the run that asks.",
            "description": "The amounts are held in every budget of the caller's scope that counts their unit whatever the model, or under an allowance, drawn from that. The answer's token goes into x-farthing-allowance of the child's requests. release gives it back early, extend renews it.",
            "parameters": [
              {
                "$ref": "#/components/parameters/Allowance"
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/AllowancesRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Allowance"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          },
          "get": {
            "operationId": "allowances",
            "summary": "List the open allowances that this key has carved, and say what the one has left that the request shows.",
            "parameters": [
              {
                "$ref": "#/components/parameters/Allowance"
              }
            ],
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Allowances"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/budgets": {
          "get": {
            "operationId": "budgets",
            "summary": "List the open accounts in which calls of this key can count.",
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Accounts"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/tools": {
          "get": {
            "operationId": "tools",
            "summary": "List the registered tools of the key's workspace, with their prices and guards.",
            "parameters": [
              {
                "name": "name",
                "in": "query",
                "required": false,
                "description": "One tool, by any spelling of its name.",
                "schema": {
                  "type": "string"
                }
              },
              {
                "name": "cursor",
                "in": "query",
                "required": false,
                "description": "What next was; without it the first page.",
                "schema": {
                  "type": "string"
                }
              }
            ],
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/Tools"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/rate": {
          "post": {
            "operationId": "guardsRate",
            "summary": "Count a call of a tool in a sliding window, if it fits.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsRateRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/attempt": {
          "post": {
            "operationId": "guardsAttempt",
            "summary": "Count a try of a tool in a run, if there is one left.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsAttemptRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/circuit": {
          "post": {
            "operationId": "guardsCircuit",
            "summary": "Ask whether a service may be called.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsCircuitRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/begin": {
          "post": {
            "operationId": "guardsBegin",
            "summary": "Begin a call under an idempotency key, unless there was one.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsBeginRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/cancel": {
          "post": {
            "operationId": "guardsCancel",
            "summary": "Give back what a step took: the call did not take place.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsCancelRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/leave": {
          "post": {
            "operationId": "guardsLeave",
            "summary": "Say how a call of a service ended.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsLeaveRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/end": {
          "post": {
            "operationId": "guardsEnd",
            "summary": "Say how a call under an idempotency key ended.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsEndRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/forget": {
          "post": {
            "operationId": "guardsForget",
            "summary": "Forget an idempotency key whose call is over.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsForgetRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/prove": {
          "post": {
            "operationId": "guardsProve",
            "summary": "Note facts that a read has shown; all or none.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsProveRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/require": {
          "post": {
            "operationId": "guardsRequire",
            "summary": "Ask whether facts are noted.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsRequireRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/guards/forget-facts": {
          "post": {
            "operationId": "guardsForgetFacts",
            "summary": "Forget a session's facts.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "$ref": "#/components/schemas/GuardsForgetFactsRequest"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "What is said to the step.",
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/GuardAnswer"
                    }
                  }
                }
              },
              "default": {
                "$ref": "#/components/responses/Error"
              }
            }
          }
        },
        "/v1/spend/openapi.json": {
          "get": {
            "operationId": "openapi",
            "summary": "This document.",
            "security": [],
            "responses": {
              "200": {
                "description": "Done.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object"
                    }
                  }
                }
              }
            }
          }
        }
      },
      "components": {
        "securitySchemes": {
          "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "A Farthing key, fk_…"
          }
        },
        "parameters": {
          "Allowance": {
            "name": "x-farthing-allowance",
            "in": "header",
            "schema": {
              "type": "string",
              "maxLength": 4096
            },
            "description": "The allowance (fa_…) under which the caller's run spends."
          }
        },
        "responses": {
          "Error": {
            "description": "Refused; nothing was held or changed. 400 bad input, 401 no such key, 403 not allowed, 404 no such hold of this key, 409 the hold or key says otherwise, 413 too large, 415 compressed, 429 a budget or a rate limit of the tool refuses, 503 the ledger cannot be used, or the tool is stopped.",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Error"
                }
              }
            }
          }
        },
        "schemas": {
          "DecideRequest": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "provider": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The price book's word: openai, anthropic, bedrock, gemini."
              },
              "model": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The model that is called."
              },
              "tool": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The tool that is called; the key must be allowed to claim it. Beside a model it says for which tool the model is called."
              },
              "amount": {
                "description": "Nano-dollars as a whole number, or a plain decimal, one space and its unit: \"0.25 USD\", \"3 credits:search\".",
                "oneOf": [
                  {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 0,
                    "maximum": 900000000000000000
                  },
                  {
                    "type": "string",
                    "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})? ([A-Z]{3}|tokens|credits:.+)$"
                  }
                ]
              },
              "amounts": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 16,
                "description": "An amount for each unit: a currency's code, tokens, or credits:NAME. Whole numbers are in the unit's smallest part (nanos for money); strings are plain decimals.",
                "additionalProperties": {
                  "oneOf": [
                    {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    {
                      "type": "string",
                      "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})?$"
                    }
                  ]
                }
              },
              "usage": {
                "$ref": "#/components/schemas/UsageBound"
              },
              "capability": {
                "type": "string",
                "enum": [
                  "read_only",
                  "data_write",
                  "payment_initiate",
                  "payment_execute"
                ],
                "description": "What this call is to be trusted with, where that is less than its key is; more than the key's counts as the key's."
              }
            },
            "oneOf": [
              {
                "required": [
                  "amount"
                ]
              },
              {
                "required": [
                  "amounts"
                ]
              },
              {
                "required": [
                  "usage",
                  "provider",
                  "model"
                ]
              },
              {
                "required": [
                  "tool"
                ],
                "not": {
                  "anyOf": [
                    {
                      "required": [
                        "amount"
                      ]
                    },
                    {
                      "required": [
                        "amounts"
                      ]
                    },
                    {
                      "required": [
                        "usage"
                      ]
                    },
                    {
                      "required": [
                        "model"
                      ]
                    }
                  ]
                }
              }
            ],
            "anyOf": [
              {
                "required": [
                  "model"
                ]
              },
              {
                "required": [
                  "tool"
                ]
              }
            ],
            "description": "Exactly one of amount, amounts and usage is stated. A registered tool that is called without a model costs its registered price, whatever money is stated, and needs no amount."
          },
          "HoldRequest": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "provider": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The price book's word: openai, anthropic, bedrock, gemini."
              },
              "model": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The model that is called."
              },
              "tool": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The tool that is called; the key must be allowed to claim it. Beside a model it says for which tool the model is called."
              },
              "amount": {
                "description": "Nano-dollars as a whole number, or a plain decimal, one space and its unit: \"0.25 USD\", \"3 credits:search\".",
                "oneOf": [
                  {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 0,
                    "maximum": 900000000000000000
                  },
                  {
                    "type": "string",
                    "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})? ([A-Z]{3}|tokens|credits:.+)$"
                  }
                ]
              },
              "amounts": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 16,
                "description": "An amount for each unit: a currency's code, tokens, or credits:NAME. Whole numbers are in the unit's smallest part (nanos for money); strings are plain decimals.",
                "additionalProperties": {
                  "oneOf": [
                    {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    {
                      "type": "string",
                      "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})?$"
                    }
                  ]
                }
              },
              "usage": {
                "$ref": "#/components/schemas/UsageBound"
              },
              "capability": {
                "type": "string",
                "enum": [
                  "read_only",
                  "data_write",
                  "payment_initiate",
                  "payment_execute"
                ],
                "description": "What this call is to be trusted with, where that is less than its key is; more than the key's counts as the key's."
              },
              "sent": {
                "type": "boolean",
                "default": false,
                "description": "True when the call may cost money from this moment on: an expiry then charges."
              },
              "expires_in_ms": {
                "type": "integer",
                "format": "int64",
                "minimum": 1000,
                "maximum": 3600000,
                "description": "How long the hold lasts unless it is extended."
              }
            },
            "oneOf": [
              {
                "required": [
                  "amount"
                ]
              },
              {
                "required": [
                  "amounts"
                ]
              },
              {
                "required": [
                  "usage",
                  "provider",
                  "model"
                ]
              },
              {
                "required": [
                  "tool"
                ],
                "not": {
                  "anyOf": [
                    {
                      "required": [
                        "amount"
                      ]
                    },
                    {
                      "required": [
                        "amounts"
                      ]
                    },
                    {
                      "required": [
                        "usage"
                      ]
                    },
                    {
                      "required": [
                        "model"
                      ]
                    }
                  ]
                }
              }
            ],
            "anyOf": [
              {
                "required": [
                  "model"
                ]
              },
              {
                "required": [
                  "tool"
                ]
              }
            ],
            "description": "Exactly one of amount, amounts and usage is stated. A registered tool that is called without a model costs its registered price, whatever money is stated, and needs no amount."
          },
          "DispatchRequest": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              }
            },
            "required": [
              "id"
            ]
          },
          "ExtendRequest": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "amount": {
                "description": "Nano-dollars as a whole number, or a plain decimal, one space and its unit: \"0.25 USD\", \"3 credits:search\".",
                "oneOf": [
                  {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 0,
                    "maximum": 900000000000000000
                  },
                  {
                    "type": "string",
                    "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})? ([A-Z]{3}|tokens|credits:.+)$"
                  }
                ]
              },
              "amounts": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 16,
                "description": "An amount for each unit: a currency's code, tokens, or credits:NAME. Whole numbers are in the unit's smallest part (nanos for money); strings are plain decimals.",
                "additionalProperties": {
                  "oneOf": [
                    {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    {
                      "type": "string",
                      "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})?$"
                    }
                  ]
                }
              },
              "usage": {
                "$ref": "#/components/schemas/UsageBound"
              },
              "expires_in_ms": {
                "type": "integer",
                "format": "int64",
                "minimum": 1000,
                "maximum": 3600000,
                "description": "How long the hold lasts unless it is extended."
              }
            },
            "required": [
              "id"
            ]
          },
          "SettleRequest": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "provider": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The price book's word: openai, anthropic, bedrock, gemini."
              },
              "model": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The model that answered, where it is another than was held for."
              },
              "amount": {
                "description": "Nano-dollars as a whole number, or a plain decimal, one space and its unit: \"0.25 USD\", \"3 credits:search\".",
                "oneOf": [
                  {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 0,
                    "maximum": 900000000000000000
                  },
                  {
                    "type": "string",
                    "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})? ([A-Z]{3}|tokens|credits:.+)$"
                  }
                ]
              },
              "amounts": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 16,
                "description": "An amount for each unit: a currency's code, tokens, or credits:NAME. Whole numbers are in the unit's smallest part (nanos for money); strings are plain decimals.",
                "additionalProperties": {
                  "oneOf": [
                    {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    {
                      "type": "string",
                      "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})?$"
                    }
                  ]
                }
              },
              "usage": {
                "$ref": "#/components/schemas/Usage"
              },
              "evidence": {
                "type": "string",
                "enum": [
                  "unknown",
                  "estimated",
                  "metered",
                  "reported"
                ],
                "description": "How the cost is known: reported where an amount is stated or the tool is registered, else unknown. What is unknown goes without an amount."
              },
              "failed": {
                "type": "boolean",
                "default": false,
                "description": "True where the tool has failed: its circuit breaker counts it."
              }
            },
            "required": [
              "id"
            ]
          },
          "ReleaseRequest": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "why": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "For the receipt."
              },
              "failed": {
                "type": "boolean",
                "default": false,
                "description": "True where the tool has failed: its circuit breaker counts it."
              }
            },
            "required": [
              "id"
            ]
          },
          "AllowancesRequest": {
            "type": "object",
            "additionalProperties": false,
            "properties": {
              "run": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The child's run, which the key must be allowed to claim; made up where it is left out."
              },
              "amount": {
                "description": "Nano-dollars as a whole number, or a plain decimal, one space and its unit: \"0.25 USD\", \"3 credits:search\".",
                "oneOf": [
                  {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 0,
                    "maximum": 900000000000000000
                  },
                  {
                    "type": "string",
                    "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})? ([A-Z]{3}|tokens|credits:.+)$"
                  }
                ]
              },
              "amounts": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 16,
                "description": "An amount for each unit: a currency's code, tokens, or credits:NAME. Whole numbers are in the unit's smallest part (nanos for money); strings are plain decimals.",
                "additionalProperties": {
                  "oneOf": [
                    {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    {
                      "type": "string",
                      "pattern": "^[0-9]{1,18}(\\.[0-9]{1,9})?$"
                    }
                  ]
                }
              },
              "calls": {
                "type": "integer",
                "format": "int64",
                "minimum": 1,
                "maximum": 1000000000,
                "description": "How many calls to set aside in budgets that count calls."
              },
              "models": {
                "type": "array",
                "minItems": 1,
                "maxItems": 16,
                "items": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256
                },
                "description": "Which models the child may call; all where it is left out."
              },
              "tools": {
                "type": "array",
                "minItems": 1,
                "maxItems": 16,
                "items": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256
                },
                "description": "Which tools the child may call; all where it is left out."
              },
              "depth": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 8,
                "default": 0,
                "description": "How many levels of children may be carved out of it in turn."
              },
              "key": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The id of the only Farthing key that may use it; every key of the server where it is left out."
              },
              "expires_in_ms": {
                "type": "integer",
                "format": "int64",
                "minimum": 1000,
                "maximum": 86400000,
                "default": 3600000,
                "description": "How long it lasts unless it is extended; a day in all at most."
              }
            },
            "oneOf": [
              {
                "required": [
                  "amount"
                ]
              },
              {
                "required": [
                  "amounts"
                ]
              }
            ]
          },
          "UsageBound": {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "input_tokens"
            ],
            "description": "What the call may use at the most; priced by the price book.",
            "properties": {
              "input_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "Input of all sorts."
              },
              "max_output_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "The largest output; where it is left out, the model's own maximum."
              },
              "min_output_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "With fewer the caller has no use for the hold. The hold takes as many as fit between this and the largest."
              }
            }
          },
          "Usage": {
            "type": "object",
            "additionalProperties": false,
            "required": [
              "input_tokens",
              "output_tokens"
            ],
            "description": "What the call used. Disjoint: no token counts in two members.",
            "properties": {
              "input_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "Fresh input."
              },
              "cached_input_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "Input read from the provider's cache."
              },
              "cache_write_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "Input written to the provider's cache."
              },
              "output_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "Visible output."
              },
              "reasoning_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 1000000000000,
                "description": "Output of reasoning."
              }
            }
          },
          "Line": {
            "type": "object",
            "required": [
              "budget",
              "scope",
              "unit",
              "amount"
            ],
            "properties": {
              "budget": {
                "type": "string"
              },
              "scope": {
                "type": "string",
                "description": "Which of the budget's accounts: agent=a1"
              },
              "unit": {
                "type": "string"
              },
              "amount": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 900000000000000000,
                "description": "In the unit; nanos for money."
              }
            }
          },
          "Hold": {
            "type": "object",
            "required": [
              "id",
              "expires_at_ms",
              "lines",
              "receipt",
              "remaining"
            ],
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "expires_at_ms": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 9223372036854775807,
                "description": "Milliseconds UTC."
              },
              "lines": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/Line"
                }
              },
              "output_tokens": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 900000000000000000,
                "description": "How many output tokens the hold affords; for a usage only."
              },
              "receipt": {
                "type": "string",
                "description": "The number of the entry that records it."
              },
              "remaining": {
                "type": [
                  "integer",
                  "null"
                ],
                "format": "int64",
                "description": "What is left in the first money budget, in nanos."
              },
              "sent": {
                "type": "boolean",
                "description": "Whether the hold is in flight already; for hold only."
              },
              "price": {
                "$ref": "#/components/schemas/ToolPrice"
              }
            }
          },
          "Settlement": {
            "type": "object",
            "required": [
              "id",
              "evidence",
              "late",
              "lines",
              "overrun",
              "receipt",
              "repeated"
            ],
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "evidence": {
                "type": "string"
              },
              "late": {
                "type": "boolean",
                "description": "True when the hold had expired and given its money back."
              },
              "lines": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/Line"
                }
              },
              "overrun": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 900000000000000000,
                "description": "By how much the settlement took money budgets past their limits, in nanos."
              },
              "receipt": {
                "type": "string",
                "description": "The number of the entry that records it."
              },
              "repeated": {
                "type": "boolean",
                "description": "True when the same settlement came before."
              }
            }
          },
          "Dispatched": {
            "type": "object",
            "required": [
              "id",
              "dispatched",
              "receipt"
            ],
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "dispatched": {
                "const": true
              },
              "receipt": {
                "type": "string",
                "description": "The number of the entry that records it."
              }
            }
          },
          "Released": {
            "type": "object",
            "required": [
              "id",
              "released",
              "receipt"
            ],
            "properties": {
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "released": {
                "const": true
              },
              "receipt": {
                "type": "string",
                "description": "The number of the entry that records it."
              }
            }
          },
          "Decision": {
            "type": "object",
            "required": [
              "decision",
              "reasons",
              "shadow_reasons",
              "lines"
            ],
            "properties": {
              "decision": {
                "type": "string",
                "enum": [
                  "allow",
                  "downgrade",
                  "approve",
                  "wait",
                  "block"
                ]
              },
              "to": {
                "type": "string",
                "description": "The model to go down to."
              },
              "by": {
                "type": "string",
                "description": "Who must approve."
              },
              "reasons": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              "shadow_reasons": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              "lines": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": [
                    "budget",
                    "scope",
                    "unit",
                    "enforced",
                    "fits",
                    "limit",
                    "spent",
                    "held",
                    "needed",
                    "remaining"
                  ],
                  "properties": {
                    "budget": {
                      "type": "string"
                    },
                    "scope": {
                      "type": "string"
                    },
                    "unit": {
                      "type": "string"
                    },
                    "enforced": {
                      "type": "boolean"
                    },
                    "fits": {
                      "type": "boolean"
                    },
                    "limit": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "spent": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": -9223372036854775808,
                      "maximum": 900000000000000000
                    },
                    "held": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "needed": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "remaining": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    }
                  }
                }
              },
              "price": {
                "$ref": "#/components/schemas/ToolPrice"
              }
            }
          },
          "Accounts": {
            "type": "object",
            "required": [
              "accounts"
            ],
            "properties": {
              "accounts": {
                "type": "array",
                "maxItems": 1000,
                "items": {
                  "type": "object",
                  "required": [
                    "budget",
                    "scope",
                    "unit",
                    "limit",
                    "top_ups",
                    "spent",
                    "held",
                    "remaining",
                    "overrun",
                    "enforced",
                    "paused"
                  ],
                  "properties": {
                    "budget": {
                      "type": "string"
                    },
                    "scope": {
                      "type": "string"
                    },
                    "unit": {
                      "type": "string"
                    },
                    "limit": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "top_ups": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "spent": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": -9223372036854775808,
                      "maximum": 900000000000000000
                    },
                    "held": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "remaining": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "overrun": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000
                    },
                    "enforced": {
                      "type": "boolean"
                    },
                    "paused": {
                      "type": "boolean"
                    },
                    "window_ends_ms": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 9223372036854775807,
                      "description": "Left out where the window does not end."
                    }
                  }
                }
              }
            }
          },
          "Allowance": {
            "type": "object",
            "required": [
              "allowance",
              "id",
              "run",
              "parent_run",
              "depth",
              "expires_at_ms",
              "ends_at_ms",
              "models",
              "tools",
              "lines",
              "receipt"
            ],
            "properties": {
              "allowance": {
                "type": "string",
                "maxLength": 4096,
                "description": "The token, fa_…; told once."
              },
              "id": {
                "type": "string",
                "format": "uuid",
                "description": "What hold answered."
              },
              "run": {
                "type": "string",
                "description": "The child's run."
              },
              "parent_run": {
                "type": [
                  "string",
                  "null"
                ],
                "description": "The run that carved it."
              },
              "depth": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 8
              },
              "expires_at_ms": {
                "type": [
                  "integer",
                  "null"
                ],
                "format": "int64",
                "description": "Milliseconds UTC; null once it is over."
              },
              "ends_at_ms": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 9223372036854775807,
                "description": "Milliseconds UTC; no renewal goes beyond."
              },
              "models": {
                "type": "array",
                "items": {
                  "type": "array",
                  "items": {
                    "type": "string"
                  }
                },
                "description": "Lists of patterns, one from each level; one pattern of each list must fit."
              },
              "tools": {
                "type": "array",
                "items": {
                  "type": "array",
                  "items": {
                    "type": "string"
                  }
                },
                "description": "Lists of patterns, one from each level; one pattern of each list must fit."
              },
              "lines": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/Line"
                }
              },
              "receipt": {
                "type": "string",
                "description": "The number of the entry that records it."
              }
            }
          },
          "Allowances": {
            "type": "object",
            "required": [
              "allowances"
            ],
            "properties": {
              "allowance": {
                "type": "object",
                "description": "The one that the request shows.",
                "required": [
                  "id",
                  "run",
                  "parent_run",
                  "depth",
                  "expires_at_ms",
                  "ends_at_ms",
                  "models",
                  "tools",
                  "remaining"
                ],
                "properties": {
                  "id": {
                    "type": "string",
                    "format": "uuid",
                    "description": "What hold answered."
                  },
                  "run": {
                    "type": "string",
                    "description": "The child's run."
                  },
                  "parent_run": {
                    "type": [
                      "string",
                      "null"
                    ],
                    "description": "The run that carved it."
                  },
                  "depth": {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 0,
                    "maximum": 8
                  },
                  "expires_at_ms": {
                    "type": [
                      "integer",
                      "null"
                    ],
                    "format": "int64",
                    "description": "Milliseconds UTC; null once it is over."
                  },
                  "ends_at_ms": {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 0,
                    "maximum": 9223372036854775807,
                    "description": "Milliseconds UTC; no renewal goes beyond."
                  },
                  "models": {
                    "type": "array",
                    "items": {
                      "type": "array",
                      "items": {
                        "type": "string"
                      }
                    },
                    "description": "Lists of patterns, one from each level; one pattern of each list must fit."
                  },
                  "tools": {
                    "type": "array",
                    "items": {
                      "type": "array",
                      "items": {
                        "type": "string"
                      }
                    },
                    "description": "Lists of patterns, one from each level; one pattern of each list must fit."
                  },
                  "remaining": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/Line"
                    }
                  }
                }
              },
              "allowances": {
                "type": "array",
                "maxItems": 1000,
                "items": {
                  "type": "object",
                  "required": [
                    "id",
                    "expires_at_ms",
                    "open_calls",
                    "remaining"
                  ],
                  "properties": {
                    "id": {
                      "type": "string",
                      "format": "uuid",
                      "description": "What hold answered."
                    },
                    "expires_at_ms": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 9223372036854775807,
                      "description": "Milliseconds UTC."
                    },
                    "open_calls": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "description": "Open holds that are drawn from it."
                    },
                    "remaining": {
                      "type": "array",
                      "items": {
                        "$ref": "#/components/schemas/Line"
                      }
                    }
                  }
                }
              }
            }
          },
          "Error": {
            "type": "object",
            "required": [
              "error"
            ],
            "properties": {
              "error": {
                "type": "object",
                "required": [
                  "message",
                  "type",
                  "param",
                  "code"
                ],
                "properties": {
                  "message": {
                    "type": "string"
                  },
                  "type": {
                    "type": "string"
                  },
                  "param": {
                    "type": [
                      "string",
                      "null"
                    ]
                  },
                  "code": {
                    "type": [
                      "string",
                      "null"
                    ]
                  },
                  "farthing": {
                    "type": "object",
                    "description": "What refused: the numbers of the budget compared, or the rule; and its receipt.",
                    "required": [
                      "reason"
                    ],
                    "properties": {
                      "reason": {
                        "type": "string"
                      },
                      "budget": {
                        "type": "string"
                      },
                      "rule": {
                        "type": "string"
                      },
                      "approval": {
                        "type": "string"
                      },
                      "unit": {
                        "type": "string"
                      },
                      "limit": {
                        "type": "integer",
                        "format": "int64",
                        "minimum": 0,
                        "maximum": 900000000000000000
                      },
                      "spent": {
                        "type": "integer",
                        "format": "int64",
                        "minimum": -9223372036854775808,
                        "maximum": 900000000000000000
                      },
                      "held": {
                        "type": "integer",
                        "format": "int64",
                        "minimum": 0,
                        "maximum": 900000000000000000
                      },
                      "needed": {
                        "type": "integer",
                        "format": "int64",
                        "minimum": 0,
                        "maximum": 900000000000000000
                      },
                      "remaining": {
                        "type": "integer",
                        "format": "int64",
                        "minimum": 0,
                        "maximum": 900000000000000000
                      },
                      "affordable_output_tokens": {
                        "type": "integer",
                        "format": "int64",
                        "minimum": 0,
                        "maximum": 900000000000000000
                      },
                      "window_ends_ms": {
                        "type": "integer",
                        "format": "int64",
                        "minimum": 0,
                        "maximum": 9223372036854775807
                      },
                      "receipt": {
                        "type": "string"
                      }
                    }
                  }
                }
              }
            }
          },
          "GuardsRateRequest": {
            "type": "object",
            "required": [
              "tool",
              "max_calls",
              "period_nanos"
            ],
            "additionalProperties": false,
            "properties": {
              "module": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "Tools of one name in two modules are two."
              },
              "tool": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The tool's name."
              },
              "scope": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "Whose calls are counted together; left out for all."
              },
              "max_calls": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1000000,
                "description": "Calls within the period."
              },
              "period_nanos": {
                "type": "integer",
                "minimum": 1,
                "maximum": 31622400000000000,
                "description": "The window's length."
              }
            }
          },
          "GuardsAttemptRequest": {
            "type": "object",
            "required": [
              "tool",
              "run",
              "limit"
            ],
            "additionalProperties": false,
            "properties": {
              "module": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "Tools of one name in two modules are two."
              },
              "tool": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The tool's name."
              },
              "run": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The run that counts."
              },
              "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1000000000,
                "description": "Tries in the run."
              }
            }
          },
          "GuardsCircuitRequest": {
            "type": "object",
            "required": [
              "service",
              "max_failures",
              "reset_nanos",
              "counts"
            ],
            "additionalProperties": false,
            "properties": {
              "service": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The service's name."
              },
              "max_failures": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1000000,
                "description": "Failures in a row that open the circuit."
              },
              "reset_nanos": {
                "type": "integer",
                "minimum": 1,
                "maximum": 86400000000000,
                "description": "How long it then stays open."
              },
              "counts": {
                "type": "array",
                "minItems": 1,
                "items": {
                  "enum": [
                    "transport",
                    "timeout",
                    "overloaded",
                    "throttled",
                    "auth",
                    "invalid",
                    "not_found",
                    "conflict",
                    "unknown"
                  ]
                },
                "description": "The kinds of failure that count."
              }
            }
          },
          "GuardsBeginRequest": {
            "type": "object",
            "required": [
              "tool",
              "key"
            ],
            "additionalProperties": false,
            "properties": {
              "module": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "Tools of one name in two modules are two."
              },
              "tool": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The tool's name."
              },
              "run": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The run; left out for a key that holds across runs."
              },
              "key": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The idempotency key."
              },
              "arguments": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "A hash of the arguments; the same key with another one is a conflict."
              }
            }
          },
          "GuardsCancelRequest": {
            "type": "object",
            "required": [
              "ticket"
            ],
            "additionalProperties": false,
            "properties": {
              "ticket": {
                "type": "string",
                "pattern": "^[0-9a-f]{1,16}$",
                "description": "What the step that admitted the call answered."
              }
            }
          },
          "GuardsLeaveRequest": {
            "type": "object",
            "required": [
              "ticket",
              "end"
            ],
            "additionalProperties": false,
            "properties": {
              "ticket": {
                "type": "string",
                "pattern": "^[0-9a-f]{1,16}$",
                "description": "What the step that admitted the call answered."
              },
              "end": {
                "enum": [
                  "success",
                  "nothing",
                  "transport",
                  "timeout",
                  "overloaded",
                  "throttled",
                  "auth",
                  "invalid",
                  "not_found",
                  "conflict",
                  "unknown"
                ],
                "description": "nothing: it did not take place, or says nothing of the service."
              }
            }
          },
          "GuardsEndRequest": {
            "type": "object",
            "required": [
              "ticket",
              "ttl_nanos"
            ],
            "additionalProperties": false,
            "properties": {
              "ticket": {
                "type": "string",
                "pattern": "^[0-9a-f]{1,16}$",
                "description": "What the step that admitted the call answered."
              },
              "last_error": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The error's type, where nobody knows what the call did; left out for success."
              },
              "ttl_nanos": {
                "type": "integer",
                "minimum": 1,
                "maximum": 31622400000000000,
                "description": "How long that is remembered."
              }
            }
          },
          "GuardsForgetRequest": {
            "type": "object",
            "required": [
              "tool",
              "key"
            ],
            "additionalProperties": false,
            "properties": {
              "module": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "Tools of one name in two modules are two."
              },
              "tool": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The tool's name."
              },
              "run": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The run; left out for a key that holds across runs."
              },
              "key": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The idempotency key."
              }
            }
          },
          "GuardsProveRequest": {
            "type": "object",
            "required": [
              "session",
              "facts",
              "ttl_nanos"
            ],
            "additionalProperties": false,
            "properties": {
              "session": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The custody session's id, which must not be guessable."
              },
              "scope": {
                "type": "object",
                "maxProperties": 16,
                "additionalProperties": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256
                },
                "description": "Whom the facts are about."
              },
              "facts": {
                "type": "array",
                "maxItems": 64,
                "items": {
                  "type": "array",
                  "minItems": 2,
                  "maxItems": 2,
                  "items": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 512
                  }
                },
                "description": "Pairs of a kind (at most 64 bytes) and a value."
              },
              "ttl_nanos": {
                "type": "integer",
                "minimum": 1,
                "maximum": 86400000000000,
                "description": "How long they count."
              }
            }
          },
          "GuardsRequireRequest": {
            "type": "object",
            "required": [
              "session",
              "facts"
            ],
            "additionalProperties": false,
            "properties": {
              "session": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The custody session's id, which must not be guessable."
              },
              "scope": {
                "type": "object",
                "maxProperties": 16,
                "additionalProperties": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256
                },
                "description": "Whom the facts are about."
              },
              "facts": {
                "type": "array",
                "maxItems": 64,
                "items": {
                  "type": "array",
                  "minItems": 2,
                  "maxItems": 2,
                  "items": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 512
                  }
                },
                "description": "Pairs of a kind (at most 64 bytes) and a value."
              }
            }
          },
          "GuardsForgetFactsRequest": {
            "type": "object",
            "required": [
              "session"
            ],
            "additionalProperties": false,
            "properties": {
              "session": {
                "type": "string",
                "minLength": 1,
                "maxLength": 256,
                "description": "The custody session's id, which must not be guessable."
              },
              "scope": {
                "type": "object",
                "maxProperties": 16,
                "additionalProperties": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 256
                },
                "description": "Whom the facts are about."
              }
            }
          },
          "GuardAnswer": {
            "type": "object",
            "required": [
              "answer"
            ],
            "properties": {
              "answer": {
                "enum": [
                  "admitted",
                  "refused",
                  "exhausted",
                  "in_progress",
                  "done",
                  "unknown",
                  "conflict",
                  "full",
                  "missing",
                  "yes",
                  "no"
                ]
              },
              "ticket": {
                "type": "string",
                "description": "For admitted: ends or cancels the call."
              },
              "retry_after_nanos": {
                "type": "integer",
                "minimum": 1,
                "description": "For refused."
              },
              "used": {
                "type": "integer",
                "minimum": 0,
                "description": "For exhausted: the tries so far."
              },
              "last_error": {
                "type": "string",
                "description": "For unknown."
              },
              "fact": {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": {
                  "type": "string"
                },
                "description": "For missing: the first fact that is not noted."
              }
            }
          },
          "ToolPrice": {
            "type": "object",
            "description": "The registered price that counts.",
            "required": [
              "tool",
              "amount",
              "currency"
            ],
            "properties": {
              "tool": {
                "type": "string",
                "description": "The registered name."
              },
              "amount": {
                "type": "integer",
                "format": "int64",
                "minimum": 0,
                "maximum": 900000000000000000,
                "description": "What one call costs, in nanos of the currency."
              },
              "currency": {
                "type": "string",
                "pattern": "^[A-Z]{3}$",
                "description": "The workspace's currency."
              }
            }
          },
          "Tools": {
            "type": "object",
            "required": [
              "tools",
              "next"
            ],
            "properties": {
              "tools": {
                "type": "array",
                "maxItems": 100,
                "items": {
                  "type": "object",
                  "required": [
                    "name",
                    "amount",
                    "currency",
                    "guards",
                    "description"
                  ],
                  "properties": {
                    "name": {
                      "type": "string"
                    },
                    "amount": {
                      "type": "integer",
                      "format": "int64",
                      "minimum": 0,
                      "maximum": 900000000000000000,
                      "description": "What one call costs, in nanos of the currency."
                    },
                    "currency": {
                      "type": "string",
                      "pattern": "^[A-Z]{3}$",
                      "description": "The workspace's currency."
                    },
                    "guards": {
                      "$ref": "#/components/schemas/RegisteredGuards"
                    },
                    "description": {
                      "type": "string"
                    }
                  }
                }
              },
              "next": {
                "type": [
                  "string",
                  "null"
                ],
                "description": "The cursor of the next page; null on the last."
              }
            }
          },
          "RegisteredGuards": {
            "type": "object",
            "description": "What guards each call of the tool; what is left out does not.",
            "properties": {
              "attempts_max": {
                "type": "integer",
                "format": "int64",
                "minimum": 1,
                "maximum": 1000000,
                "description": "Calls in one run."
              },
              "circuit_breaker": {
                "type": "object",
                "required": [
                  "failures_max",
                  "reset_ms"
                ],
                "properties": {
                  "failures_max": {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 1,
                    "maximum": 1000,
                    "description": "Failures in a row that stop the tool."
                  },
                  "reset_ms": {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 1,
                    "maximum": 86400000,
                    "description": "For how long."
                  }
                }
              },
              "idempotency": {
                "type": "object",
                "description": "For clients, by /v1/spend/guards/begin: they know the arguments.",
                "required": [
                  "ttl_ms"
                ],
                "properties": {
                  "ttl_ms": {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 1,
                    "maximum": 2592000000,
                    "description": "How long a call's answer stands for its repeats."
                  }
                }
              },
              "rate_limit": {
                "type": "object",
                "required": [
                  "calls_max",
                  "period_ms"
                ],
                "properties": {
                  "calls_max": {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 1,
                    "maximum": 1000000,
                    "description": "Calls that may begin"
                  },
                  "period_ms": {
                    "type": "integer",
                    "format": "int64",
                    "minimum": 1,
                    "maximum": 86400000,
                    "description": "within so long."
                  }
                }
              }
            }
          }
        }
      }
    }

    """#
