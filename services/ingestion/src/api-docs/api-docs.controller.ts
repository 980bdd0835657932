import { Controller, Get, Header } from '@nestjs/common';
import { docsPage } from './docs-page.js';
import { openApiDocument, type OpenApiDocument } from './openapi-document.js';

/** How to talk to ingestion, for people at `/docs` and for programs at `/docs/openapi.json`. Open: it tells nothing that is secret. */
@Controller('docs')
export class ApiDocsController {
  private readonly document = openApiDocument();
  private readonly page = docsPage(this.document);

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header(
    'content-security-policy',
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  )
  @Header('x-content-type-options', 'nosniff')
  read(): string {
    return this.page;
  }

  @Get('openapi.json')
  openApi(): OpenApiDocument {
    return this.document;
  }
}
